my @words = 'pear', 'Apple', 'fig', 'apple';
say @words.sort.join(' ');
my @numbers = 10, 9, 2, 33, 1;
say @numbers.sort.join(' ');
say (3, 1, 2).sort.join, ' ', (1, 2, 3).elems;
my @sorted = @numbers.sort;
my $ok = True;
for 1..4 -> $i { $ok = $ok && @sorted[$i - 1] <= @sorted[$i] }
say $ok, ' ', @numbers[0];
sub insertion($list) {
    my @out;
    for $list.sort -> $x { @out.push($x) }
    @out.join('<')
}
say insertion(@numbers);
