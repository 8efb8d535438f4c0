my $made = 0;
class Part {
    has $.number = $made + 1;
    has $.label = "part {self.number}";
    has $.note;
    method twice() { $!number * 2 }
}
my $first = Part.new;
$made = 41;
my $second = Part.new;
my $third = Part.new(number => 7, note => 'by hand');
say $first.label, ', ', $second.label, ', ', $third.label;
say $first.note.defined, ' ', $third.note.defined;
say $second.twice + $third.twice;
