import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printWholeProgram } from '../../src/backends/typescript/whole-program.js';
import { encode, type Program } from '../../src/bytecode/program.js';
import { wholeProgramOf as inTypeScript } from '../../src/execution/typescript/whole-program.js';
import { wholeProgramOf as inWasm } from '../../src/execution/wasm/techniques.js';
import { parseIsa } from '../../src/isa/parse.js';
import { interpretProgram } from '../reference-machine.js';

const isa = parseIsa(
  `machine tiny
word f64
operand slot : u16
memory m : f64[slot]
extern f(f64) -> f64 pure

call   s:slot d:slot        ( -- )  m[d] = f(m[s])
maybe  c:slot s:slot d:slot ( -- )  m[d] = m[c] > 0 ? f(m[s]) : 0
either c:slot s:slot d:slot ( -- )  m[d] = m[c] > 0 || f(m[s]) > 0 ? 1 : 0
add    a:slot b:slot d:slot ( -- )  m[d] = m[a] + m[b]
guard  s:slot               ( -- )  leave if f(m[s]) > 1
one    d:slot               ( -- )  m[d] = 1
halt                        ( -- )  return
`,
  'tiny.isa',
);

/** One instruction a line: a name and its operands. */
function program(text: string): Program {
  const code = text
    .trim()
    .split('\n')
    .map((line) => {
      const [name, ...operands] = line.trim().split(' ');
      return {
        opcode: isa.instructions.findIndex((one) => one.name === name),
        operands: operands.map(Number),
      };
    });
  return {
    name: 'tiny',
    family: 'test',
    machine: isa.machine,
    cells: { slot: 16 },
    pools: {},
    sections: [{ name: 'main', code: encode(isa, code) }],
    schedule: [{ kind: 'run', section: 'main' }],
    symbols: {},
  };
}

const WHOLE = 1000;

/** How often a compiled program calls `f`, in TypeScript and in WebAssembly. */
function calls(text: string, mostNodes = WHOLE): readonly number[] {
  return [inTypeScript(mostNodes), inWasm(mostNodes)].map((technique) => {
    let count = 0;
    const f = (x: number) => {
      count++;
      return x + 0.5;
    };
    technique.prepare(isa, program(text), { functions: { f } }).observe();
    return count;
  });
}

describe('values in compiled programs', () => {
  it('are asked of a pure function once', () => {
    expect(calls('call 0 1\ncall 0 2\nhalt')).toEqual([1, 1]);
    expect(calls('call 0 1\ncall 3 2\nhalt')).toEqual([2, 2]);
  });

  it('are told apart when a cell between has changed, and only then', () => {
    expect(calls('call 0 1\none 0\ncall 0 2\nhalt')).toEqual([2, 2]);
    expect(calls('call 0 1\none 4\ncall 0 2\nhalt')).toEqual([1, 1]);
    expect(calls('one 0\ncall 0 1\none 0\ncall 0 2\nhalt')).toEqual([1, 1]);
  });

  it('are followed through cells', () => {
    expect(calls('one 3\none 4\ncall 3 1\ncall 4 2\nhalt')).toEqual([1, 1]);
    expect(calls('call 0 1\ncall 1 2\ncall 2 3\ncall 0 4\ncall 4 5\nhalt')).toEqual([3, 3]);
  });

  it('reach other functions of the program', () => {
    expect(calls('call 0 1\none 2\none 3\ncall 0 4\ncall 0 5\nhalt', 1)).toEqual([1, 1]);
  });

  it('are not computed when nobody would have', () => {
    expect(calls('maybe 0 1 2\nmaybe 0 1 3\nhalt')).toEqual([0, 0]);
    expect(calls('one 0\nmaybe 0 1 2\nmaybe 0 1 3\nhalt')).toEqual([1, 1]);
    expect(calls('one 0\nadd 0 0 5\neither 0 1 2\neither 5 1 3\nhalt')).toEqual([0, 0]);
    expect(calls('one 0\nadd 0 0 5\nmaybe 0 1 2\nmaybe 5 1 3\nhalt')).toEqual([2, 2]);
    expect(calls('one 0\nmaybe 0 1 2\nmaybe 5 1 3\nhalt')).toEqual([1, 1]);
    expect(calls('one 0\nadd 0 0 5\nmaybe 0 1 2\ncall 1 4\nmaybe 5 1 3\nhalt')).toEqual([2, 2]);
  });

  it('are shared with conditions of leaving, and not computed behind those that hold', () => {
    expect(calls('guard 0\ncall 0 1\nguard 0\nhalt')).toEqual([1, 1]);
    expect(calls('guard 0\ncall 3 1\ncall 0 4\nhalt', 1)).toEqual([2, 2]);
    expect(calls('one 0\ncall 3 1\nguard 0\ncall 4 2\nhalt')).toEqual([2, 2]);
  });

  it('are computed anew by each run of a section', () => {
    const twice = { ...program('call 0 1\ncall 0 2\nhalt') };
    const run = { kind: 'run', section: 'main' } as const;
    let count = 0;
    const f = () => ++count;
    inTypeScript(1)
      .prepare(isa, { ...twice, schedule: [run, run] }, { functions: { f } })
      .observe();
    expect(count).toBe(2);
  });

  it('are loaded once, and not at all when they have just been stored', () => {
    const text = printWholeProgram(isa, program('add 0 1 2\nadd 0 1 3\nadd 2 3 4\nhalt'), WHOLE);
    expect(text.match(/m\[\d+\](?! =)/g)).toEqual(['m[0]', 'm[1]']);
    expect(text.match(/m\[\d+\] =/g)).toEqual(['m[2] =', 'm[3] =', 'm[4] =']);
  });
});

/** Cells are read and written at addresses that other cells have, and constants come through cells. */
const indirect = parseIsa(
  `machine indirect
word i32
operand cell : u8
operand near : i8
operand first, second : u8
operand double : u8
memory a, b : i32[cell]
memory x : f64[cell]
pool p : i32[first]
pool q : i32[second]
pool numbers : f64[double]
register r : i32
register s : f64

set      c:cell n:near         ( -- )  a[c] = n
store    c:cell k:double       ( -- )  x[c] = numbers[k]
read     c:cell d:cell         ( -- )  b[d] = a[a[c]]
other    c:cell d:cell         ( -- )  b[d] = b[a[c]] + 1
write    c:cell d:cell         ( -- )  a[a[c]] = b[d]
exchange c:cell d:cell         ( -- )  t = b[a[c]]; b[a[c]] = a[d]; a[d] = t
pools    c:cell d:cell         ( -- )  b[d] = p[a[c]] - 10 * q[a[c]]
invert   c:cell d:cell         ( -- )  x[d] = 1.0 / x[c]
add      c:cell d:cell         ( -- )  x[d] = x[a[c]] + f64(a[c])
keep     c:cell                ( -- )  r = r + a[c]; s = x[c]
kept     c:cell                ( -- )  a[c] = r; x[c] = s
leave    c:cell d:cell         ( -- )  leave if a[a[c]] + b[d] == 4
trap     c:cell d:cell         ( -- )  b[d] = b[a[c]] + 1; trap if b[d] == 2 && a[c] != r; a[d] = b[a[c]]
select   c:cell d:cell         ( -- )  b[d] = a[c] > 0 && b[c] != r ? a[a[c]] : b[a[d]]
halt                           ( -- )  return
`,
  'indirect.isa',
);

const CELLS = 4;
const operandOf: Readonly<Record<string, fc.Arbitrary<number>>> = {
  cell: fc.nat(CELLS - 1),
  near: fc.integer({ min: -1, max: CELLS }),
  double: fc.nat(3),
};
const straight = fc.array(
  fc.oneof(
    ...indirect.instructions.slice(0, -1).map(({ operands }, opcode) =>
      fc.record({
        opcode: fc.constant(opcode),
        operands: fc.tuple(...operands.map(({ kind }) => operandOf[kind.name])),
      }),
    ),
  ),
  { maxLength: 20 },
);

describe.each([
  ['TypeScript', inTypeScript],
  ['WebAssembly', inWasm],
] as const)('a compiled program in %s', (_, techniqueOf) => {
  it.each([
    ['whole', WHOLE],
    ['in pieces', 2],
  ] as const)('does what the interpreter does where values share cells: %s', (_name, mostNodes) => {
    fc.assert(
      fc.property(straight, (code) => {
        const random: Program = {
          ...program('halt'),
          machine: indirect.machine,
          cells: { cell: CELLS },
          pools: { p: [3, 4, 5], q: [6, 7], numbers: [0, -0, 1, Number.NaN] },
          sections: [
            {
              name: 'main',
              code: encode(indirect, [...code, { opcode: indirect.instructions.length - 1, operands: [] }]),
            },
          ],
        };
        const { states } = interpretProgram(indirect, random, {});
        const state = techniqueOf(mostNodes).prepare(indirect, random, { functions: {} }).stateAt(0);
        expect(indirect.memories.flatMap(({ name }) => [...state[name]])).toEqual(states[0].flat());
      }),
      { numRuns: 1000 },
    );
  });
});
