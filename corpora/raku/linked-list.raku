class Node { has $.value; has $.next is rw; }
my $head;
for 1..5 { $head = Node.new(value => $_ * $_, next => $head) }
my $node = $head;
my @values;
while $node.defined {
    @values.push($node.value);
    $node = $node.next;
}
say @values.join(' -> ');
$head.next.next = Node.new(value => 'end');
say $head.next.next.value, ' ', $head.next.next.next.defined;
