for 'a', 'bb', 'ccc' { say .chars }
for 1..2 { for 3..4 -> $x { say $_ * $x } }
$_ = 'outer';
say $_;
for 'inner' { say $_ }
say .chars;
if True { say $_ }
my $block = { .chars };
say $block('four'), ' ', $block();
