my $text = "one\ntwo words\n\nlast";
my $count = 0;
for $text.lines -> $line {
    $count = $count + 1;
    say "$count: $line (" ~ $line.chars ~ ')';
}
my $total = 0;
for ("ab\ncde\n" x 3).lines { $total = $total + .chars }
say $total;
my @lines = $text.lines;
say @lines.elems, ' ', @lines.join('|');
