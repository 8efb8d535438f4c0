; The Mandelbrot set on 72 by 48 points, in fixed point with 12 bits after the point.
; Real parts from -2 by 142/4096, imaginary parts from -1 by 170/4096; at most 60 steps each.
; Output: 80786, the steps of all points, and 1096, the points that need all 60. `image` holds the steps of each.
machine forth
cells rcell: 4
cells line: 3
names cell: x y real imaginary "x squared" "y squared" total inside image[3456]

section main:
    lit 48
    lit 0
    do
row:
    index
    lit 170
    mul
    lit 4096
    sub
    assign imaginary
    lit 72
    lit 0
    do
column:
    index
    lit 142
    mul
    lit 8192
    sub
    assign real
    lit 0
    assign x
    lit 0
    assign y
    lit 0
iterate:                        ; ( steps )
    dup
    lit 60
    less
    zero_branch bounded
    load x
    dup
    mul
    lit 12
    rshift
    assign "x squared"
    load y
    dup
    mul
    lit 12
    rshift
    assign "y squared"
    load "x squared"
    load "y squared"
    add
    lit 16384                   ; 4: it never comes back
    greater
    zero_branch step
plot:
    dup
    address total
    add_store
    address image
    outer_index
    lit 72
    mul
    add
    index
    add
    store
    loop column
    loop row
    load total
    dot
    load inside
    dot
    exit
step:
    load x
    load y
    mul
    lit 11                      ; one bit less: 2 x y
    rshift
    load imaginary
    add
    assign y
    load "x squared"
    load "y squared"
    sub
    load real
    add
    assign x
    lit 1
    add
    branch iterate
bounded:
    lit 1
    address inside
    add_store
    branch plot
