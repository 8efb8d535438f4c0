import { describe, expect, it } from 'vitest';
import { type Code, encode, type Program } from '../../src/bytecode/program.js';
import { techniquesOf } from '../../src/execution/techniques.js';
import { extendIsa } from '../../src/isa/fuse.js';
import type { Isa } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { interpretProgram } from '../reference-machine.js';

const CELLS = 4;
/** Just outside, where the next memory may be, and beyond all memory. */
const OUTSIDE = [-1, CELLS, CELLS + 1, 255, 256, 2 ** 30, -(2 ** 31)];

const isa = parseIsa(
  `machine computed
word i32
operand cell : u8
operand row : u8
operand k : i32 bindable
memory m, other : i32[cell]
memory real : f64[cell]
pool rows : f64[row][]
extern count(rows) -> i32 pure
set      c:cell k:k    ( -- )    m[c] = k
read     c:cell s:cell ( -- )    m[c] = other[m[s]]
read_f64 c:cell s:cell ( -- )    real[c] = real[m[s]]
write    c:cell s:cell ( -- )    other[m[c]] = m[s]
count    c:cell s:cell ( -- )    m[c] = count(rows[m[s]])
push     k:k           ( -- v )  v = k
get                    ( v -- w ) w = m[v] + other[v] + i32(real[v])
put                    ( v -- )  other[v] = 7
plus     k:k           ( -- w )  w = m[k + 0] + other[k - 0]; other[k + 0] = 7
store    c:cell        ( v -- )  m[c] = v
halt                   ( -- )    return
`,
  'computed.isa',
);

function assemble(machine: Isa, text: string): Code {
  return text.split('; ').map((line) => {
    const [name, ...operands] = line.split(' ');
    const opcode = machine.instructions.findIndex((one) => one.name === name);
    return { opcode, operands: operands.map(Number) };
  });
}

function program(machine: Isa, code: Code): Program {
  return {
    name: 'computed',
    family: 'test',
    machine: 'computed',
    cells: { cell: CELLS },
    pools: { rows: [[1, 2]] },
    sections: [{ name: 'main', code: encode(machine, code) }],
    schedule: [{ kind: 'run', section: 'main' }],
    symbols: {},
  };
}

const functions = { count: (row: readonly number[]) => row.length } as never;
const host = {
  functions,
  texts: {
    wasm: '(func $extern_count (param $row i32) (param $n i32) (result i32) (local.get $n))',
  },
};

const techniques = ['ts', 'wasm']
  .flatMap((target) => techniquesOf(target))
  .map((technique) => [`${technique.target} ${technique.name}`, technique] as const);

describe.each(techniques)('addresses that %s computes', (_, technique) => {
  const expectReference = (machine: Isa, code: Code) => {
    const one = program(machine, code);
    const { states } = interpretProgram(machine, one, functions);
    for (const given of [host, { functions }]) {
      const state = technique.prepare(machine, one, given).stateAt(0);
      expect(machine.memories.flatMap(({ name }) => [...state[name]])).toEqual(states[0]);
    }
  };

  it.each(OUTSIDE)('are checked where they are known from an earlier instruction: %i', (address) => {
    const set = `set 0 ${address}; set 1 9`;
    for (const use of ['read 2 0', 'read_f64 2 0', 'write 0 1', 'count 2 0'])
      expectReference(isa, assemble(isa, `${set}; ${use}; halt`));
  });

  it.each(OUTSIDE)('are checked where an operand that is no address is part of one: %i', (address) => {
    expectReference(isa, assemble(isa, `plus ${address}; store 2; halt`));
  });

  it.each(OUTSIDE)('are checked where an operand of a superinstruction is one: %i', (address) => {
    const fused = extendIsa(isa, [
      parsePattern('push a; get', isa, 'test'),
      parsePattern('push a; put', isa, 'test'),
    ]);
    const [get, put] = [isa.instructions.length, isa.instructions.length + 1];
    expectReference(fused, [
      { opcode: put, operands: [address] },
      { opcode: get, operands: [address] },
      ...assemble(fused, 'store 2; halt'),
    ]);
  });

  it.each(OUTSIDE)('are checked where a constant of a superinstruction is one: %i', (address) => {
    const patterns = ['get', 'put'].map((name) => parsePattern(`push #${address}; ${name}`, isa, 'test'));
    const fused = extendIsa(isa, patterns);
    const [get, put] = [isa.instructions.length, isa.instructions.length + 1];
    expectReference(fused, [
      { opcode: put, operands: [] },
      { opcode: get, operands: [] },
      ...assemble(fused, 'store 2; halt'),
    ]);
  });
});
