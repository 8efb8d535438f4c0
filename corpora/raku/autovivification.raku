my %tree;
%tree<left><right> = 'leaf';
%tree<list>[2] = 'third';
say %tree<left><right>, ' ', %tree<list>.elems, ' ', %tree<list>[0].defined;
my @grid;
@grid[1][1] = 5;
say @grid.elems, ' ', @grid[1].elems, ' ', @grid[0].defined;
my $any;
$any<key> = 1;
say $any.elems;
my %seen;
for 'a', 'b', 'a' { %seen{$_}<count> = (%seen{$_}<count>.defined ?? %seen{$_}<count> !! 0) + 1 }
say %seen<a><count>, %seen<b><count>;
say %tree<nothing><there>.defined, ' ', %tree.keys.sort;
