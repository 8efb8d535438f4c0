import { describe, expect, it } from 'vitest';
import { encodeModule } from '../../../src/backends/wasm/encode.js';
import { readExternText, textModule } from '../../../src/backends/wasm/extern-text.js';
import { generateWasm } from '../../../src/backends/wasm/generate.js';
import { Instance, Module } from '../../../src/backends/wasm/web-assembly.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { InputError } from '../../../src/util/input-error.js';

const isa = parseIsa(
  `machine small
word f64
operand slot : u8
operand row : u8
memory cells : f64[slot]
pool rows : i32[row][]
extern f(f64, i32) -> f64 pure
extern g(f64) -> f64 pure
extern h(rows) -> i32 pure
call s:slot ( a -- b ) b = f(a, 3)
`,
  'small.isa',
);

/** What `f` of a text gives; `g` is imported and negates. */
function evaluate(body: string, x: number, n: number, others = ''): number {
  const text = readExternText(isa, functionF(body) + others);
  const bytes = encodeModule(textModule(isa, text));
  const host = { g: (value: number) => -value, h: () => 0 };
  const { exports } = new Instance(new Module(bytes), { externs: host });
  return (exports['extern.f'] as (x: number, n: number) => number)(x, n);
}

const functionF = (body: string) => `(func $extern_f (param $x f64) (param $n i32) (result f64) ${body})\n`;

describe('a text of functions in WebAssembly', () => {
  it('may have locals, globals, blocks, loops and choices', () => {
    const sum = `
      (local $i i32) ;; counts
      (block $done
        (loop $again
          (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
          (global.set $runtime_sum (i32.add (global.get $runtime_sum)
            (if (result i32) (i32.and (local.get $i) (i32.const 1)) (then (local.get $i)) (else (i32.const -0x10)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $again)))
      (if (f64.lt (local.get $x) (f64.const 0))
        (then (return (f64.const -inf)))
        (else (local.set $x (f64.mul (local.tee $x (f64.sqrt (local.get $x))) (f64.const 1.5e1)))))
      (f64.add (local.get $x) (f64.convert_i32_s (global.get $runtime_sum)))`;
    const global = '(global $runtime_sum (mut i32) (i32.const 0))';
    expect(evaluate(sum, 4, 4, global)).toBe(30 + 1 + 3 - 32);
    expect(evaluate(sum, -1, 0, global)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('may take doubles apart', () => {
    const high = '(f64.promote_f32 (f32.demote_f64 (local.get $x)))';
    expect(evaluate(high, 0.1, 0)).toBe(Math.fround(0.1));
    const doubled = `(f64.reinterpret_i64 (i64.add (i64.reinterpret_f64 (local.get $x))
      (i64.and (i64.const 0x7ff0000000000000) (i64.shl (i64.extend_i32_s (local.get $n)) (i64.const 52)))))`;
    expect(evaluate(doubled, 0.75, 4)).toBe(12);
    expect(evaluate('(f64.reinterpret_i64 (i64.const -9223372036854775808))', 0, 0)).toBe(-0);
  });

  it('may have numbers in memory', () => {
    const data = '(data $runtime_a (f64 1 -2.5 inf))\n(data $runtime_b (f64 7e-3 8))';
    const at = (name: string, n: number) =>
      evaluate(`(f64.load offset=$runtime_${name} (i32.shl (local.get $n) (i32.const 3)))`, 0, n, data);
    expect([at('a', 0), at('a', 1), at('a', 2)]).toEqual([1, -2.5, Number.POSITIVE_INFINITY]);
    expect([at('b', 0), at('b', 1)]).toEqual([0.007, 8]);
  });

  it('may call its own functions and those of the host that take no rows', () => {
    const twice = '(func $runtime_twice (param $x f64) (result f64) (f64.add (local.get $x) (local.get $x)))';
    expect(evaluate('(call $runtime_twice (call $extern_g (local.get $x)))', 4, 0, twice)).toBe(-8);
  });

  const wrong = [
    ['(func $extern_f', 1, 1, 'never closed'],
    ['(global $runtime_x (mut i32) (i32.const 0)))', 1, 44, 'closes nothing'],
    ['module', 1, 1, 'outside parentheses'],
    ['(module)', 1, 1, '(func …), (global …) and (data …)'],
    ['(func "f")', 1, 7, '"'],
    ['(func (result f64))', 1, 7, 'a word missing'],
    ['(func $f)', 1, 7, '$extern_… and $runtime_…'],
    ['(func $extern_x (result f64) (f64.const 1))', 1, 1, 'no extern x'],
    ['(func $extern_f (param $x f64) (result f64) (local.get $x))', 1, 1, 'takes f64, i32 and gives f64'],
    ['(func $extern_h (param $row i32) (result i32) (local.get $row))', 1, 1, 'takes i32, i32 and gives i32'],
    ['(func $runtime_a)\n(func $runtime_a)', 2, 7, 'there twice'],
    ['(global $runtime_a i32 (i32.const 0))', 1, 1, '(mut <type>)'],
    ['(global $runtime_a (mut i32) (i32.const 1))', 1, 30, '0 at first'],
    ['(global $runtime_a (mut i64) (i64.const 0))', 1, 20, 'i32 or f64'],
    ['(global $runtime_a (mut i16) (i16.const 0))', 1, 25, 'not a type'],
    ['(func $runtime_a (param f64))', 1, 18, 'one name and one type'],
    ['(func $runtime_a (local $x f64) (local $x i32))', 1, 40, 'there twice'],
    ['(func $runtime_a (result f64 f64))', 1, 18, 'one result'],
    ['(func $runtime_a unreachable)', 1, 18, 'here stands an instruction'],
    [functionF('\n  (f64.bad (local.get $x))'), 2, 3, 'no instruction f64.bad'],
    [functionF('\n  (constructor)'), 2, 3, 'no instruction constructor'],
    [functionF('(f64.add\n (local.get $x) (local.get $y))'), 2, 28, 'no local $y'],
    [functionF('\n(global.get $runtime_x)'), 2, 13, 'no global $runtime_x'],
    [functionF('\n(call $runtime_x)'), 2, 7, 'no function $runtime_x'],
    [functionF('\n(drop (call $extern_h (i32.const 0)))'), 2, 13, 'no function $extern_h'],
    [functionF('\n(block $a) (br $a)'), 2, 16, 'no label $a'],
    [functionF('\n(block $a (block $a))'), 2, 18, 'there twice'],
    [functionF('\n(f64.add (block $a))'), 2, 10, 'block cannot stand here'],
    [functionF('\n(i32.const 0x1ffffffff)'), 2, 12, 'more than 32 bits'],
    [functionF('\n(i32.const 1.5)'), 2, 12, 'not an integer'],
    [functionF('\n(f64.const one)'), 2, 12, 'not a decimal number'],
    [functionF('\n(f64.const INF)'), 2, 12, 'not a decimal number'],
    [functionF('\n(f64.const)'), 2, 1, 'a word missing'],
    [functionF('\n(f64.const 1 2)'), 2, 14, '2 is too much'],
    [functionF('\n(f64.load align=8 (i32.const 0))'), 2, 11, 'not offset='],
    [functionF('\n(f64.load offset=$runtime_a (i32.const 0))'), 2, 11, 'no data $runtime_a'],
    ['(data $runtime_a (i32 1))', 1, 1, '(data $name (f64 <number> …))'],
    ['(data $runtime_a (f64 x))', 1, 23, 'not a decimal number'],
    [functionF('\n(f64.neg (local.get $x) offset=8)'), 2, 25, 'too much'],
    [functionF('\n(local.set (local.get $x) $x)'), 2, 1, 'operands last'],
    [functionF('\n(if (local.get $n) (f64.const 1))'), 2, 1, '(if condition (then …) (else …))'],
    [functionF('\n(f64.neg (if (local.get $n) (then)))'), 2, 10, 'a value wanted'],
    [functionF('(if (result f64) (local.get $n)\n(then (local.get $x)))'), 1, 60, 'one expression'],
    [functionF('(f64.add (local.get $x) (local.get $n))'), 1, 1, '$extern_f is not valid: '],
    [functionF('(f64.add (local.get $x))'), 1, 1, '$extern_f is not valid: '],
    [functionF('(local.set $x (f64.const 1))'), 1, 1, '$extern_f is not valid: '],
  ] as const;

  it.each(wrong.map(([text, line, column, message]) => [message, line, column, text] as const))(
    'is refused where it is wrong: %s, at %i:%i',
    (message, line, column, text) => {
      const read = () => readExternText(isa, text);
      expect(read).toThrow(InputError);
      expect(read).toThrow(message);
      expect(read).toThrow(`HostFunctions.wasm:${line}:${column}: `);
    },
  );

  it('gives modules what they call and no more, with its comments', () => {
    const text = `;; not called
(func $extern_g (param $x f64) (result f64) (global.set $runtime_unused (i32.const 1)) (local.get $x))
(global $runtime_unused (mut i32) (i32.const 0))
(global $runtime_used (mut f64) (f64.const 0))
;; called:
;; two lines
${functionF('(call $runtime_inner (local.get $x))')}
(func $runtime_inner (param $x f64) (result f64) (f64.add (global.get $runtime_used) (local.get $x)))
`;
    const files = generateWasm(extendIsa(isa, []), { texts: { wasm: text }, js: new Map() });
    const printed = files.get('run-loop.wat') as string;
    expect(printed).toContain(';; called:\n  ;; two lines\n  (func $extern.f (param $x f64)');
    expect(printed).toContain('(func $runtime.inner');
    expect(printed).toContain('(global $runtime.used (mut f64) (f64.const 0))');
    expect(printed).not.toContain('extern.g');
    expect(printed).not.toContain('unused');
    expect(printed).toContain('(import "externs" "h" (func $extern.h (param i32) (result i32)))');
  });
});
