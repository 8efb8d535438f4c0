class Empty { }
say 'before';
Empty.new.missing(1);
say 'after';
