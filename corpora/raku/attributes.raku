class Account {
    has $.owner = 'nobody';
    has $.balance is rw = 10;
    has $!entries = 0;
    method pay($amount) {
        $!entries = $!entries + 1;
        $!balance = $!balance + $amount;
        self
    }
    method entries() { $!entries }
}
my $a = Account.new(owner => 'Ada');
say $a.owner, ' ', $a.balance;
$a.pay(5).pay(7);
say $a.balance, ' after ', $a.entries;
$a.balance = 100;
say $a.balance;
my $b = Account.new;
say $b.owner, ' ', $b.entries;
