proto kind($x) {*}
multi kind(Int $x) { 'Int' }
multi kind($x) { 'other' }
proto loud($x) { {*} }
multi loud(Str $x) { "$x!" }
say kind(3), ' ', kind('3'), ' ', kind(3e0);
say loud('hey');
