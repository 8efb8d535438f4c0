my $buffer = Buf.new;
say $buffer.elems, ' ', $buffer.defined;
my $count = 0;
for ^10 { $count = $count + Buf.new.elems }
say $count;
