sub early($n) {
    if $n < 0 { return 'negative' }
    my $i = 0;
    while True {
        if $i * $i >= $n { return $i }
        $i = $i + 1;
    }
}
say early(-1), ' ', early(10), ' ', early(0);
sub nothing($x) { return; }
say nothing(1).defined;
class Finder {
    method find($wanted, $items) {
        for $items.sort -> $item { if $item eq $wanted { return "found $item" } }
        'missing'
    }
}
my @fruit = 'pear', 'apple', 'fig';
say Finder.new.find('fig', @fruit), ' ', Finder.new.find('kiwi', @fruit);
sub no-parentheses { 'value' }
say no-parentheses;
