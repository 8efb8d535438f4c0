sub outer($n) {
    my $total = 0;
    sub add($x) { $total = $total + $x }
    for 1..$n { add($_) }
    sub describe { "total $total" }
    describe
}
say outer(4), ' ', outer(10);
say later(3);
sub later($x) { helper($x) + 1 }
sub helper($x) { $x * 100 }
multi inside($x) { "one $x" }
multi inside($x, $y) { "two $x $y" }
say inside(1), ', ', inside(1, 2);
