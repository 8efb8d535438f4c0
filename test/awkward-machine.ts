import { parseIsa } from '../src/isa/parse.js';

/** Everything that the shipped machines do not use, and names that are not free in JavaScript. */
export const awkward = parseIsa(
  `machine awkward
word i32
operand a : i32
operand b : u8
operand n : i32
memory code, await : i32[a]
memory float : f64[a]
pool rows : i32[b][]
register f0 : f64
register stack : bool
register trapped, host : i32
extern switch(rows, f64) -> i32 pure
extern plain(i32, f64) -> f64
x a:a b:b ( p q -- r s t )
    f0 = plain(p, float[a])
    stack = f0 > 1.5 && !stack
    code[a] = switch(rows[b], f0)
    big = i32(f0) * await[a]
    r = q; s = big; t = p ^ big
push n:n ( -- v ) v = n
put ( v -- ) code[v] = v; float[v] = f64(v)
get ( v -- r ) r = code[v] + i32(float[v])
row ( v -- r ) r = switch(rows[v], 0.5)
set a:a n:n ( -- ) code[a] = n
follow a:a ( -- r ) r = code[code[a]] + switch(rows[code[a]], 0.5); code[code[a]] = r + 1
keep a:a ( v -- ) await[a] = await[a] * 3 + v
guard ( v -- ) trapped = v; leave if trapped == 99; host = host + v; trap if host == 100; code[1] = host
y ( -- ) return
`,
  'awkward.isa',
);
