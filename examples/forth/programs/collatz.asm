; Halve what is even, triple what is odd and add 1, until it is 1: the number below 3,000 that takes longest.
; Output: 2919, which takes 216 steps.
machine forth
cells rcell: 2
cells line: 3
names cell: start longest

section main:
    lit 3000
    lit 1
    do
next:
    lit 0
    index
walk:                           ; ( steps number )
    dup
    lit 1
    equal
    zero_branch step
    drop
    dup
    load longest
    greater
    zero_branch shorter
    dup
    assign longest
    index
    assign start
shorter:
    drop
    loop next
    load start
    dot
    load longest
    dot
    exit
step:
    swap
    lit 1
    add
    swap
    dup
    lit 1
    and
    zero_branch even
    lit 3
    mul
    lit 1
    add
    branch walk
even:
    lit 1
    rshift
    branch walk
