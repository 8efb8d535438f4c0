class Base { method value() { 10 } }
class Twice is Base {
    method value() {
        my $first = callsame;
        my $second = callsame;
        $first.defined ?? ($second.defined ?? 'both' !! 'first') !! 'none'
    }
}
say Twice.new.value;
