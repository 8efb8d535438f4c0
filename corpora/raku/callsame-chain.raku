class A { method walk($x) { "A$x" } }
class B is A { method walk($x) { 'B' ~ callsame } }
class C is B { method walk($x) { 'C' ~ callsame() ~ 'c' } }
class D is C { }
say A.new.walk(1);
say B.new.walk(2);
say C.new.walk(3);
say D.new.walk(4);
