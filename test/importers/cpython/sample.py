"""What CPython's bytecode has of control flow, in little: traced for the tests beside it."""


class Account:
    def __init__(self, balance=0):
        self.balance = balance

    def pay(self, amount):
        if amount > self.balance:
            raise ValueError("not enough")
        self.balance -= amount
        return self.balance


def countdown(n):
    if n:
        yield n
        yield from countdown(n - 1)


def running_total():
    total = 0
    while True:
        total += yield total


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def adder(a):
    def add(b):
        return a + b

    return add


def attempts():
    account = Account(balance=5)
    failures = 0
    for amount in (1, 2, 9, 1, 9):
        try:
            account.pay(amount)
        except ValueError:
            failures += 1
        finally:
            failures += 0
    return failures


def long_loop(words):
    # Its jumps are longer than a byte can say.
    for word in words:
        if word:
            word.lower().upper().lower().upper().lower().upper().lower().upper().lower().upper()
            word.lower().upper().lower().upper().lower().upper().lower().upper().lower().upper()
    return word


def never_called():
    return [Account, countdown]


print(sum(countdown(3)), fibonacci(7), attempts(), long_loop(["a", "", "b", "c"]))
print([adder(i)(1) for i in range(3)], sorted({"b": 1, "a": 2}.items(), key=lambda item: item[1]))
totals = running_total()
next(totals)
print([totals.send(i) for i in range(4)])
try:
    totals.throw(KeyError)
except KeyError:
    print("thrown")
for source in ("x = 1", "x = 1", "x = y = 2"):
    exec(compile(source, "generated", "exec"))
