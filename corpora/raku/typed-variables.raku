my Int $i = 5;
$i = $i * 2;
my Str $s = 'text';
my Num $n = 1e0;
my Complex $c = 2i;
class Box { has $.v = 1 }
class SmallBox is Box { }
my Box $b = Box.new;
$b = SmallBox.new(v => 2);
say $i, ' ', $s, ' ', $n, ' ', $c, ' ', $b.v;
my Int $unset;
say $unset.defined;
$i = True;
say $i;
