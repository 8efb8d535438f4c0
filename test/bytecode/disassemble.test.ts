import { describe, expect, it } from 'vitest';
import { disassemble, disassembleSection } from '../../src/bytecode/disassemble.js';
import { encode, type Program } from '../../src/bytecode/program.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { isa, programs } from '../machines/counter/counter.js';
import { models } from '../random-code.js';

describe('disassembly', () => {
  it('shows blocks, names, numbers and jump targets', () => {
    expect(disassemble(isa, programs[0])).toBe(
      `section main
>     0  push              100
>     1  dup
      2  load              total
      3  add
      4  store             total
      5  countdown         ->1
>     6  drop
      7  load              total
      8  emit
      9  halt
`,
    );
  });

  it('shows constants by value, and addresses without a name by number', () => {
    const named = (name: string, ...operands: number[]) => ({
      opcode: models.isa.instructions.findIndex((instruction) => instruction.name === name),
      operands,
    });
    const program: Program = {
      name: 'p',
      family: 'f',
      machine: 'models',
      cells: { slot: 4 },
      pools: { constant: [-0, 1e300], points: [[0, 1]] },
      sections: [
        {
          name: 'main',
          code: encode(models.isa, [
            named('load_constant', 0),
            named('load_constant', 1),
            named('load_var', 3),
            named('load_global_var', 1),
            named('lookup', 0),
            named('ret'),
          ]),
        },
      ],
      schedule: [],
      symbols: { slot: ['Time', 'TIME STEP'] },
    };
    const lines = disassembleSection(models.isa, program, program.sections[0]);
    expect(lines.map(({ operands }) => operands)).toEqual([
      ['-0'],
      ['1e+300'],
      ['slot 3'],
      ['TIME STEP'],
      ['table 0'],
      [],
    ]);
  });

  it('shows superinstructions by name with their free operands', () => {
    const fused = extendIsa(isa, [parsePattern('push #1; store a; loop_cell b t', isa, 'test')]);
    const section = {
      name: 'main',
      code: encode(fused, [
        { opcode: fused.base, operands: [1, 5, 0] },
        { opcode: isa.instructions.length - 1, operands: [] },
      ]),
    };
    expect(disassembleSection(fused, programs[0], section)).toEqual([
      { index: 0, startsBlock: true, name: 'push_1__store__loop_cell', operands: ['total', 'cell 5', '->0'] },
      { index: 1, startsBlock: true, name: 'halt', operands: [] },
    ]);
  });
});
