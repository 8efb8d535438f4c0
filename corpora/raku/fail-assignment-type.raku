my Int $n = 1;
say $n;
$n = 'one';
