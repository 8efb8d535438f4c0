my $limit = 60;
my @composite;
my @primes;
for 2..$limit -> $n {
    if !@composite[$n] {
        @primes.push($n);
        my $multiple = $n * $n;
        while $multiple <= $limit {
            @composite[$multiple] = True;
            $multiple = $multiple + $n;
        }
    }
}
say @primes.join(' ');
say @primes.elems;
