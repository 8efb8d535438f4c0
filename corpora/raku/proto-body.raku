proto scaled($x) { 100 * {*} }
multi scaled(Int $x) { $x + 1 }
multi scaled(Str $x) { $x.chars }
say scaled(4);
say scaled('seven');
proto framed($x, $y) { my $inside = {*}; "<$inside>" }
multi framed(Int $x, Int $y) { $x + $y }
multi framed($x, $y) { $x ~ $y }
say framed(1, 2);
say framed('a', 2);
