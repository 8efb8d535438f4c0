class Fixed { has $.x = 1 }
my $f = Fixed.new;
say $f.x;
$f.x = 2;
