sub increase($x is rw) { $x = $x + 1 }
my $n = 1;
increase($n);
increase($n);
say $n;
my @a = 1, 2, 3;
increase(@a[1]);
say @a;
my %h = k => 5;
increase(%h<k>);
say %h<k>;
sub put-in($place is rw, $value) { $place = $value }
put-in(%h<new>, 'fresh');
put-in(@a[4], 'late');
say %h<new>, ' ', @a.elems;
sub swap($x is rw, $y is rw) { my $old = $x; $x = $y; $y = $old }
swap($n, @a[0]);
say $n, ' ', @a[0];
