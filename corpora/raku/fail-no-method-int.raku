my $n = 5;
say $n;
$n.frobnicate;
