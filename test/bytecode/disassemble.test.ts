import { describe, expect, it } from 'vitest';
import { disassemble, disassembleSection } from '../../src/bytecode/disassemble.js';
import { encode, type Program } from '../../src/bytecode/program.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { isa, programs } from '../machines/counter/counter.js';
import { models } from '../random-code.js';

describe('disassembly', () => {
  it('is assembly text, with the index of each instruction and `>` where a block begins', () => {
    expect(disassemble(isa, programs[0])).toBe(
      `machine counter
program sum
family loops
cells cell: 8
names cell: first total i j

schedule {
  run main
  observe
}

section main:
    push 100                                 ;> 0
L1:
    dup                                      ;> 1
    load total                               ;  2
    add                                      ;  3
    store total                              ;  4
    countdown L1                             ;  5
    drop                                     ;> 6
    load total                               ;  7
    emit                                     ;  8
    halt                                     ;  9
`,
    );
  });

  it('keeps lines of names and numbers short, and leaves out cells without a name', () => {
    const long = Array.from({ length: 60 }, (_, i) => (i === 3 || i > 57 ? '' : `name ${i}`));
    const program = {
      ...programs[0],
      machine: 'models',
      cells: {},
      pools: { constant: Array.from({ length: 60 }, (_, i) => i), points: [[1, -0], []] },
      symbols: { slot: long },
      sections: [],
      schedule: [],
    };
    const lines = disassemble(models.isa, program).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines).toContain('cells slot: none');
    expect(lines).toContain('pool points: [1 -0] []');
    expect(lines).toContain('names slot: "name 0" "name 1" "name 2"');
    expect(lines.filter((line) => line.startsWith('names slot from 4: "name 4" "name 5"'))).toHaveLength(1);
    expect(lines).toContain('names slot from 59: ""');
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
