; Shell sort of 4,000 pseudo-random numbers of 15 bits.
; Output: 10, 16529 and 32766, the smallest, the 2,000th and the largest of them, and 1848965262, a checksum of their order.
machine forth
cells rcell: 2
cells line: 5
names cell: seed gap held checksum list[4000]

schedule {
  run fill
  observe
  run sort
  observe
  run report
  observe
}

section fill:
    lit 1
    assign seed
    lit 4000
    lit 0
    do
next:
    load seed
    lit 1103515245
    mul
    lit 12345
    add
    dup
    assign seed
    lit 16
    rshift
    lit 0x7fff
    and
    address list
    index
    add
    store
    loop next
    exit

section sort:
    lit 1
    assign gap
widen:                          ; 1, 4, 13, ... 3280
    load gap
    lit 1333
    less
    zero_branch pass
    load gap
    lit 3
    mul
    lit 1
    add
    assign gap
    branch widen
pass:
    lit 4000
    load gap
    do
take:
    address list
    index
    add
    fetch
    assign held
    index
shift:                          ; ( place ) free for the number held, or for a larger one before it
    dup
    load gap
    less
    zero_equal
    zero_branch insert
    dup
    load gap
    sub
    address list
    add
    fetch                       ; ( place earlier )
    dup
    load held
    greater
    zero_branch fits
    over
    address list
    add
    store
    load gap
    sub
    branch shift
fits:
    drop
insert:
    load held
    swap
    address list
    add
    store
    loop take
    load gap
    lit 3
    div
    dup
    assign gap
    zero_branch sorted
    branch pass
sorted:
    exit

section report:
    load list
    dot
    address list
    lit 1999
    add
    fetch
    dot
    address list
    lit 3999
    add
    fetch
    dot
    lit 4000
    lit 0
    do
each:
    load checksum
    lit 31
    mul
    address list
    index
    add
    fetch
    add
    assign checksum
    loop each
    load checksum
    dot
    exit
