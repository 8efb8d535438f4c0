; The sieve of Eratosthenes up to 40,000.
; Output: 4203 primes, of which 39989 is the largest, and 591 pairs of them that are 2 apart.
machine forth
cells rcell: 2
cells line: 4
names cell: primes last twins composite[40000]

section main:
    lit 200                     ; 200 * 200 = 40,000
    lit 2
    do
candidate:
    address composite
    index
    add
    fetch
    zero_equal
    zero_branch next            ; a multiple of a smaller one: nothing to strike
    index
    dup
    mul
again:                          ; ( multiple ) from the square on
    dup
    lit 40000
    less
    zero_branch struck
    dup
    address composite
    add
    lit 1
    swap
    store
    index
    add
    branch again
struck:
    drop
next:
    loop candidate

    lit 2
    assign last
    lit 40000
    lit 2
    do
number:
    address composite
    index
    add
    fetch
    zero_equal
    zero_branch skip
    lit 1
    address primes
    add_store
    index
    load last
    sub
    lit 2
    equal
    zero_branch alone
    lit 1
    address twins
    add_store
alone:
    index
    assign last
skip:
    loop number

    load primes
    dot
    load last
    dot
    load twins
    dot
    exit
