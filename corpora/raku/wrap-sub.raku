sub area($w, $h) { $w * $h }
say area(3, 4);
my $outer = &area.wrap(-> $w, $h { 1000 + callsame });
say area(3, 4);
my $inner = &area.wrap(-> $w, $h { 'got ' ~ callsame });
say area(5, 6);
&area.unwrap($inner);
say area(5, 6);
&area.unwrap($outer);
say area(5, 6);
