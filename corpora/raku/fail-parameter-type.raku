sub half(Int $n) { $n div 2 }
my $value = 9;
say half($value);
$value = 'nine';
say half($value);
