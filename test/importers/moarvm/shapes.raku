# Traced and dumped for the tests beside it: dispatch by type, by signature and to the next candidate.
class Shape {
    method area() { 0 }
    method label() { "it's a 'shape', of area" }
}
class Square is Shape {
    has $.side;
    method area() { $!side * $!side }
    method label() { callsame() ~ "\n" }
}
multi describe(Square $s) { $s.label ~ $s.area }
multi describe($other) { 'none' }
my @things = Square.new(side => 2), Shape.new, 42, 'x';
my $letters = 0;
for ^12 -> $i { $letters += describe(@things[$i % 4]).chars }
say $letters + 0.5e0;
