multi size(Int $n where $n > 100) { 'huge ' ~ callsame }
multi size(Int $n where $n > 10) { 'big ' ~ callsame }
multi size(Int $n) { "int $n" }
say size(5);
say size(50);
say size(500);
