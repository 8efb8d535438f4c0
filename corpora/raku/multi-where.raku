multi collatz($n where $n == 1) { 0 }
multi collatz($n where $n % 2 == 0) { 1 + collatz($n div 2) }
multi collatz($n) { 1 + collatz(3 * $n + 1) }
for 1, 2, 7, 27 -> $n { say "$n: {collatz($n)}" }
multi sort-of(Int $n where { $n < 0 }) { 'negative' }
multi sort-of(Int $n where { $_ > 0 }) { 'positive' }
multi sort-of($n) { 'neither' }
say sort-of(-4), ' ', sort-of(9), ' ', sort-of(0);
