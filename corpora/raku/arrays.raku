my @a = 3, 1, 2;
say @a, ' ', @a.elems, ' ', @a[0];
@a.push(10);
@a.push(7, 8);
say @a.join('-');
@a[1] = 'one';
say @a[1], ' ', @a[5];
my @sorted = 5, 10, 1;
say @sorted.sort, ' ', @sorted.sort.join(' ');
my @copy = @sorted;
@copy[0] = 99;
say @sorted[0], ' ', @copy[0];
my $sum = 0;
for @a { $sum = $sum + (.chars) }
say $sum;
my @empty;
say @empty.elems, ' ', @empty ?? 'some' !! 'none';
for @sorted { $_ = $_ * 2 }
say @sorted;
