my $double = -> $x { $x * 2 };
my $square = { $_ * $_ };
sub twice($f, $x) { $f($f($x)) }
say twice($double, 3), ' ', twice($square, 3), ' ', twice(-> $n { $n - 1 }, 3);
my $nothing = -> { 42 };
say $nothing();
{
    my $double = 'inner';
    say $double;
    {
        say "$double most";
    }
}
say $double(4);
my $pick = 3 > 2 ?? { 'yes' } !! { 'no' };
say $pick();
sub compose($f, $g) { -> $x { $g($f($x)) } }
say compose($double, $square)(5);
sub named($x) { $x + 0 }
my $routine = &named;
say $routine(8), ' ', twice(&named, 9);
