my @letters = 'a'..'f';
say @letters.join, ' ', @letters.elems;
for 'x'..'z' { say $_ }
for ^3 { say "zero based $_" }
for 3..5 -> $n { say $n * $n }
my @numbers = 1..5;
say @numbers;
my $from = 2;
for $from .. $from + 2 { say $_ }
for 5..4 { say 'never' }
my @both = ^4;
say @both.join(',');
