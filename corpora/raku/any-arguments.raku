sub ignore(|) { 'ignored' }
sub first($, $b) { $b }
sub typed(Int $, Str $s) { $s }
say ignore(), ignore(1), ignore(1, 'a');
say first(1, 2), typed(3, 'x');
class Log { method line(|) { 'line' } }
say Log.new.line, Log.new.line(1, 2, 3);
