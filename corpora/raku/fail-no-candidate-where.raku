multi positive(Int $n where $n > 0) { $n }
multi positive(Str $s) { $s }
say positive(3);
say positive(-3);
