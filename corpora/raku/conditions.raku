sub grade($n) {
    if $n >= 90 { 'A' }
    elsif $n >= 80 { 'B' }
    elsif $n >= 70 { 'C' }
    else { 'F' }
}
for 95, 85, 70, 10 { say grade($_) }
say 1 && 2, ' ', 0 || 'default', ' ', !1, ' ', !0;
my $calls = 0;
sub called($value) { $calls = $calls + 1; $value }
my $r = called(0) && called(1);
$r = called(1) || called(2);
say $calls, ' ', $r;
say 5 > 3 ?? 'more' !! 5 == 3 ?? 'same' !! 'less';
if !called(False) { say 'not' }
my $x;
say $x.defined;
if $x { say 'set' } else { say 'unset' }
$x = 0;
say $x.defined, ' ', 1 == 1 && 2 != 3 && 'a' ne 'b';
