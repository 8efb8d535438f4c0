role Counter {
    has $.count is rw = 0;
    has $.step = 1;
    method up() { $!count = $!count + $!step; self }
}
my $slow = Counter.new;
my $fast = Counter.new(step => 10);
for ^3 { $slow.up; $fast.up.up }
say $slow.count, ' ', $fast.count;
$slow.count = -1;
say $slow.up.count;
