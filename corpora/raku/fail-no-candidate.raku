multi only(Int $x) { $x }
my $text = 'abc';
say only(4);
say only($text);
