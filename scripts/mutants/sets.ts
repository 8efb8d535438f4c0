import type { HostFunctions } from '../../src/backends/host.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import type { Isa } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { hostSources } from '../../src/machines/models/host-sources.js';
import { isa as models } from '../../src/machines/models/isa.js';
import { runtime as modelsRuntime } from '../../src/machines/models/runtime.js';

/** A machine, and superinstructions of it that come to every corner of what is composed and printed. */
export interface MutatedSet {
  readonly isa: Isa;
  readonly fused: FusedIsa;
  readonly host: HostFunctions;
}

/** What the models machine lacks: integers, exits, jumps, computed addresses, impure calls, registers. */
const corners = parseIsa(
  `machine corners
word i32
operand cell : u8
operand fixed : u8 within cell bindable
operand number : i32 bindable
operand literal : u8 bindable
operand to : u16 label
operand float_cell : u8
memory m, n : i32[cell]
memory f : f64[float_cell]
pool constant : i32[literal]
register flag : bool
register kept : i32
extern ask(i32) -> i32
extern mix(i32, i32) -> i32 pure
lit     v:number  ( -- r )      r = v
const   k:literal ( -- r )      r = constant[k]
get     c:cell    ( -- r )      r = m[c]
get_at            ( a -- r )    r = m[a]
get_fixed c:fixed ( -- r )      r = m[c]
next    c:cell    ( -- r )      r = m[c + 1]
put     c:cell    ( v -- )      m[c] = v
put_at            ( v a -- )    m[a] = v
put_n   c:cell    ( v -- )      n[c] = v; kept = v
swap              ( a b -- c d ) c = b; d = a
dup               ( a -- b c )  b = a; c = a
add               ( a b -- r )  r = a + b
sub               ( a b -- r )  r = a - b
mul               ( a b -- r )  r = a * b
div               ( a b -- r )  r = a / b
mod               ( a b -- r )  r = a % b
shift             ( a b -- r )  r = a << b
mask              ( a b -- r )  r = a & b | 4
neg               ( a -- r )    r = -a
less              ( a b -- r )  r = a < b ? 1 : 0
most              ( a b -- r )  r = a >= b ? a : b
flag_if           ( a -- )      flag = a != 0
choose            ( a b -- r )  r = flag ? a : b
kept              ( -- r )      r = kept
half    c:float_cell ( a -- r ) f[c] = f[c] / 2 - f64(a); r = i32(f[c])
ask               ( v -- r )    r = ask(v)
mix               ( a b -- r )  r = mix(a, b)
guard             ( v -- )      leave if v == 7
check             ( v -- )      trap if v > 100
count   c:cell    ( -- )        m[c] = m[c] + 1; leave if m[c] >= n[c]; n[c] = m[c]
go      t:to      ( -- )        jump t
go_if   t:to      ( v -- )      jump t if v != 0
done              ( -- )        return
`,
  'corners.isa',
);

/** Functions that depend on what they are given alone, so that every language can have them. */
const HOST_OF_CORNERS: HostFunctions = {
  functions: {
    ask: (value: number) => (value ^ 21) | 0,
    mix: (a: number, b: number) => (a - 2 * b) | 0,
  },
  texts: {
    c: `#include <stdint.h>
static int32_t extern_ask(int32_t value) { return value ^ 21; }
static int32_t extern_mix(int32_t a, int32_t b) { return (int32_t)((uint32_t)a - 2u * (uint32_t)b); }
`,
    rust: `pub fn extern_ask(value: i32) -> i32 { value ^ 21 }
pub fn extern_mix(a: i32, b: i32) -> i32 { a.wrapping_sub(b.wrapping_mul(2)) }
`,
    go: `func extern_ask(value int32) int32 { return value ^ 21 }
func extern_mix(a int32, b int32) int32 { return a - 2*b }
`,
  },
};

const OF_CORNERS = [
  'get a; add; put a',
  'get a; get b; sub; put c',
  'get a; get_at; put b',
  'get a; lit b; put_at; get_at',
  'put a; get b; put_n b; get a',
  'get a; put b; put a+1; next a',
  'get_fixed #3; get_fixed #4; less; flag_if',
  'flag_if; choose; neg',
  'kept; neg; put_n a; kept; sub',
  'const a; const #3; mod; shift',
  'swap; div; dup; mul',
  'most; mask; half a',
  'half a; get b; mix',
  'ask; get a; ask; put a',
  'get a; put b; guard; ask',
  'count a; get a; put_n b',
  'guard; put a; check; put_n a',
  'less; go_if a',
  'get a; get b; less; go_if c',
  'put a; count a; go b',
  'add; put a; done',
  'lit #7; sub; guard',
];

const OF_MODELS = [
  'load_var a; load_var b; mul; assign_curr c',
  'load_global_var #1; mul; add; assign_next a; load_var a+1; load_var b; load_var c; sub',
  'assign_curr a; load_var b; load_var c; mul',
  'load_constant a; load_var b; sub; mul',
  'load_var a; mul; load_var b; add; load_var c; add; div',
  'load_var a; sub; load_global_var #1; mul; add; assign_next b; load_var b+1; load_var c',
  'lookup a; assign_curr b; load_var c; load_var b; mul',
  'ge; set_cond; if; assign_curr a; load_var a; lookup b; assign_curr c',
  'load_var a; assign_curr b; load_var b; load_var b-1; load_global_var #0; load_var c',
  'load_constant #0; max; load_constant #1; min; assign_curr a',
  'load_initial a; load_prev b; div; neg; exp',
  'eq; load_var a; lt; or; not',
  'le; gt; and; ne',
  'mod; quantum; int',
  'zidz; xidz; abs; sqrt',
  'step; ramp; pow',
  'pulse; assign_next a',
  'floor; mul; div; assign_next a; ret',
];

/** The sets that mutants are made of. */
export function mutatedSets(): MutatedSet[] {
  return [
    setOf(models, OF_MODELS, { functions: modelsRuntime, ...hostSources }),
    setOf(corners, OF_CORNERS, HOST_OF_CORNERS),
  ];
}

function setOf(isa: Isa, texts: readonly string[], host: HostFunctions): MutatedSet {
  const patterns = texts.map((text) => parsePattern(text, isa, 'scripts/mutants/sets.ts'));
  return { isa, fused: extendIsa(isa, patterns), host };
}
