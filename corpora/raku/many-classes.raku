class K0 { method id() { 0 } }
class K1 { method id() { 1 } }
class K2 { method id() { 2 } }
class K3 { method id() { 3 } }
class K4 { method id() { 4 } }
class K5 { method id() { 5 } }
class K6 { method id() { 6 } }
class K7 { method id() { 7 } }
class K8 { method id() { 8 } }
class K9 { method id() { 9 } }
class K10 is K0 { }
class K11 is K1 { }
class K12 is K2 { }
class K13 { method id() { 13 } }
class K14 { method id() { 14 } }
class K15 { method id() { 15 } }
class K16 { method id() { 16 } }
class K17 is K16 { method id() { 1 + callsame } }
my @objects = K0.new, K1.new, K2.new, K3.new, K4.new, K5.new, K6.new, K7.new, K8.new, K9.new;
@objects.push(K10.new, K11.new, K12.new, K13.new, K14.new, K15.new, K16.new, K17.new);
my $sum = 0;
for ^3 { for @objects -> $object { $sum = $sum * 3 + $object.id } }
say $sum;
