class Door {
    has $.moves is rw = 0;
    method open($wide) { "open {$wide}" }
}
class Gate is Door { }
my $door = Door.new;
say $door.open(1);
Door.^lookup('open').wrap(method (|) {
    self.moves = self.moves + 1;
    my $said = callsame;
    "[$said]"
});
say $door.open(2);
say Gate.new.open(3);
for ^5 { $door.open($_) }
say $door.moves;
