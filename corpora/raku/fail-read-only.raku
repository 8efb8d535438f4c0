sub change($x) { $x = 2 }
say 'before';
change(1);
