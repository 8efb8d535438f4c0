class Point {
    has $.x = 1;
    has $.y = 2;
    method sum() { $!x + $!y }
    method shown() { "($!x, $!y)" }
}
my $p = Point.new(x => 5);
say "point $p.x() $p.sum(): {$p.shown}";
my $double = -> $n { $n * 2 };
say "twice $double(21)";
my %deep;
%deep<a><b> = 'inner';
my @rows = (1, 2), (3, 4);
say "deep %deep<a><b> row @rows[1][0]";
for 1..2 { say "item $_ of {2}" }
say "nested {"a{"b"}c"}";
