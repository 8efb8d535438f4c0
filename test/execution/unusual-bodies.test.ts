import { describe, expect, it } from 'vitest';
import { encode, type Program } from '../../src/bytecode/program.js';
import { techniquesOf } from '../../src/execution/techniques.js';
import { extendIsa } from '../../src/isa/fuse.js';
import type { Isa } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { tileProgram } from '../../src/mining/tile.js';
import { interpretProgram } from '../reference-machine.js';

const isa = parseIsa(
  `machine unusual
word i32
operand cell : u8
operand spot : u8
operand k : i8
operand target : u16 label
memory m : i32[cell]
memory small : i32[spot]
register flag, other : bool
nowhere           ( -- ) m[-1] = m[2147483647]
is_zero           ( v -- ) flag = v == 0; other = flag
choose  t:target  ( -- ) jump t if flag ? !other : flag
push    n:k       ( -- v ) v = n
store   c:cell    ( v -- ) m[c] = v
load    c:cell    ( -- v ) v = m[c]
spill   c:cell    ( v -- ) small[c + 0] = v; small[c + 1] = v
behind  c:cell    ( -- v ) v = small[c + 0] + 3 * small[c + 1]
halt              ( -- ) return
`,
  'unusual.isa',
);

function program(text: string): Program {
  const code = text.split('; ').map((line) => {
    const [name, ...operands] = line.split(' ');
    return { opcode: isa.opcodeOf.get(name)!, operands: operands.map(Number) };
  });
  return {
    name: 'unusual',
    family: 'test',
    machine: isa.machine,
    cells: { cell: 200, spot: 2 },
    pools: {},
    sections: [{ name: 'main', code: encode(isa, code) }],
    schedule: [{ kind: 'run', section: 'main' }],
    symbols: {},
  };
}

describe.each(
  ['ts', 'wasm']
    .flatMap((target) => techniquesOf(target))
    .map((one) => [`${one.target} ${one.name}`, one] as const),
)('%s', (_, technique) => {
  const expectReference = (machine: Isa, one: Program) => {
    const { states } = interpretProgram(machine, one, {});
    const state = technique.prepare(machine, one, { functions: {} }).stateAt(0);
    expect(machine.memories.flatMap(({ name }) => [...state[name]])).toEqual(states[0]);
  };

  it.each([0, 1])('jumps where a choice between truths says so: %i', (value) => {
    expectReference(isa, program(`push ${value}; is_zero; choose 5; push 7; store 0; halt`));
  });

  it.each([0, 1, 2, 190])('checks what is added to an operand that addresses something else: %i', (cell) => {
    const one = program(`push 5; spill ${cell}; load ${cell}; store 1; behind ${cell}; store 0; halt`);
    expectReference(isa, one);
    const fused = extendIsa(isa, [
      parsePattern('spill a; load a', isa, 'test'),
      parsePattern('store a; behind a-1', isa, 'test'),
      parsePattern('load a; store a+1; behind a', isa, 'test'),
    ]);
    expectReference(fused, tileProgram(isa, fused, one).program);
  });
});
