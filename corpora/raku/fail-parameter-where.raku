sub root($n where $n >= 0) { $n }
say root(4);
say root(-4);
