sub fib(Int $n) { if $n < 2 { $n } else { fib($n - 1) + fib($n - 2) } }
say fib(17);
sub ackermann($m, $n) {
    if $m == 0 { return $n + 1 }
    if $n == 0 { return ackermann($m - 1, 1) }
    ackermann($m - 1, ackermann($m, $n - 1))
}
say ackermann(2, 4);
sub is-even($n) { $n == 0 ?? True !! is-odd($n - 1) }
sub is-odd($n) { $n == 0 ?? False !! is-even($n - 1) }
say is-even(10), ' ', is-odd(10);
