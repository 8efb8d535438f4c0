my %ages = Ada => 36, 'Alan T' => 41, "Grace" => 85;
say %ages<Ada>, ' ', %ages{'Alan T'}, ' ', %ages.elems;
%ages<Kurt> = 71;
my $who = 'Ada';
%ages{$who} = %ages{$who} + 1;
say %ages.keys.sort.join(', ');
for %ages.keys.sort -> $name { say "$name is %ages{$name}" }
say %ages<Nobody>.defined, ' ', %ages<Kurt>.defined;
my %empty;
say %empty.elems, ' ', %empty ?? 'some' !! 'none';
%empty = (x => 1);
my %copy = %empty;
%copy<x> = 2;
say %empty<x>, %copy<x>;
my %numbered;
for ^5 { %numbered{$_} = $_ * $_ }
say %numbered{3}, ' ', %numbered<4>;
