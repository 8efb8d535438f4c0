my $z = 3 + 4i;
say $z, ' ', $z.re, ' ', $z.im;
say $z * $z, ' ', $z + 1, ' ', 2 * $z, ' ', $z - 5i;
say $z == 3 + 4i, ' ', 1i * 1i;
my Complex $w = 1 - 1i;
for ^3 { $w = $w * $w + 1 }
say $w;
say 5e-1 + 25e-1i;
