sub counter($start) {
    my $count = $start;
    -> $by { $count = $count + $by }
}
my $a = counter(10);
my $b = counter(100);
$a(1);
$a(2);
$b(5);
say $a(0), ' ', $b(0);
sub adder($n) { -> $x { -> $y { $x + $y + $n } } }
say adder(1)(2)(3);
my $state = 0;
my $bump = { $state = $state + $_ };
$bump(4);
$bump(5);
say $state;
my @actions;
for 1..3 -> $i { @actions.push(-> { $i * 10 }) }
for @actions -> $action { say $action() }
