sub increase($x is rw) { $x = $x + 1 }
say 'before';
increase(3);
