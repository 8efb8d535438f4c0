class Thing { method m() { 'm' } }
say Thing.defined, ' ', Thing.new.defined, ' ', Int.defined;
say Thing, ' ', Int, ' ', Str;
say Thing.m;
my $type = Thing;
say $type.new.m;
my $unset;
say $unset;
