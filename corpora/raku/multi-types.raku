class Shape { }
class Circle is Shape { }
class Square is Shape { }
multi meet(Shape $a, Shape $b) { 'shapes' }
multi meet(Circle $a, Shape $b) { 'circle first' }
multi meet(Circle $a, Circle $b) { 'circles' }
multi meet(Int $a, Num $b) { 'Int Num' }
multi meet(Num $a, Int $b) { 'Num Int' }
multi meet(Complex $a, $b) { 'Complex any' }
multi meet(Str $, Str $) { 'strings' }
multi meet($a, $b) { 'anything' }
my $c = Circle.new;
my $s = Square.new;
say meet($s, $s);
say meet($c, $s);
say meet($s, $c);
say meet($c, $c);
say meet(1, 2e0);
say meet(2e0, 1);
say meet(1i, 1);
say meet('a', 'b');
say meet('a', 1);
