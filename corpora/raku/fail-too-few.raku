sub two($a, $b) { $a + $b }
my $f = &two;
say $f(1, 2);
say $f(1);
