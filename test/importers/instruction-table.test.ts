import { describe, expect, it } from 'vitest';
import { instructionTable } from '../../src/importers/instruction-table.js';
import { LUA } from '../../src/importers/lua/instructions.js';
import { RUBY } from '../../src/importers/ruby/instructions.js';
import { OPERATIONS, wabtKinds } from '../../src/importers/wabt/operations.js';
import { flowOf } from '../../src/isa/flow.js';

const MACHINES = [
  [LUA.machine, LUA.kinds, LUA.instructions],
  [RUBY.machine, RUBY.kinds, RUBY.instructions],
  [
    'wasm_interp',
    wabtKinds(true),
    new Map([...OPERATIONS].map(([name, { facts }]) => [name, facts] as const)),
  ],
] as const;

describe('a table of instructions', () => {
  it('has operands, a stack effect and flags', () => {
    expect(instructionTable('add 2>1\n  load slot to:slot 0>1 branch may-exit\ncall ? call\n')).toEqual(
      new Map([
        ['add', { operands: [], stack: { pops: 2, pushes: 1 }, flags: [] }],
        [
          'load',
          {
            operands: [
              { name: 'slot', kind: 'slot' },
              { name: 'to', kind: 'slot' },
            ],
            stack: { pops: 0, pushes: 1 },
            flags: ['branch', 'may-exit'],
          },
        ],
        ['call', { operands: [], stack: null, flags: ['call'] }],
      ]),
    );
  });

  it.each(['add 2>1 alone slow', 'add', 'add 2', 'add 2>1\nadd 2>1'])('is refused as %j', (rows) => {
    expect(() => instructionTable(rows)).toThrow('row of an instruction table');
  });
});

describe.each(MACHINES)('the table of %s', (_, kinds, instructions) => {
  it('names kinds that there are, and operands once each', () => {
    const known = new Set(kinds.map(({ name }) => name));
    for (const [name, { operands }] of instructions) {
      expect(new Set(operands.map((operand) => operand.name)).size, name).toBe(operands.length);
      for (const { kind } of operands) expect(known, name).toContain(kind);
    }
    expect(kinds.every(({ width }) => /^([ui]([1-9]|[1-5]\d|6[0-4])|text)$/.test(width))).toBe(true);
  });

  it('has flags that do not contradict each other', () => {
    for (const { flags } of instructions.values()) expect(flowOf(flags)).toBeDefined();
  });
});
