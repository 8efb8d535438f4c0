multi total() { 0 }
multi total($a) { $a }
multi total($a, $b) { $a + $b }
multi total($a, $b, |) { 'many' }
say total(), total(1), total(1, 2), total(1, 2, 3);
say total 20, 22;
