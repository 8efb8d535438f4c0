class Low { method m() { 'low' } }
class High is Low { method m() { 'high+' ~ callsame } }
my $object = High.new;
say $object.m;
High.^lookup('m').wrap(method () { '<' ~ callsame() ~ '>' });
say $object.m;
Low.^lookup('m').wrap(method () { '(' ~ callsame() ~ ')' });
say $object.m;
