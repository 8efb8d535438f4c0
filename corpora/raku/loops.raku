my $n = 27;
my $steps = 0;
while $n != 1 {
    if $n % 2 == 0 { $n = $n div 2 } else { $n = 3 * $n + 1 }
    $steps = $steps + 1;
}
say $steps;
my $text = '';
for 1, 'two', 3e0 { $text = $text ~ $_ ~ ';' }
say $text;
for 1..3 -> $i {
    for 1..$i -> $j { $text = $text ~ $j }
    $text = $text ~ '/';
}
say $text;
sub first-above($limit) {
    for 1..100 -> $i { if $i * $i > $limit { return $i } }
    -1
}
say first-above(50), ' ', first-above(100000);
while False { say 'never' }
for () { say 'never' }
