import { describe, expect, it } from 'vitest';
import { dispatches, tracedBlocks } from '../../src/bytecode/profile.js';
import { decodeSection } from '../../src/bytecode/program.js';
import { validate } from '../../src/bytecode/validate.js';
import { draftMachine } from '../../src/importers/draft.js';
import { layOut } from '../../src/importers/layout.js';
import type { RecordedFunction, RecordedInstruction, Recording } from '../../src/importers/recording.js';
import { parseIsa } from '../../src/isa/parse.js';

type Line = readonly [pc: number, op: string, args: readonly (number | bigint | string)[], n: number];

function functionOf(lines: readonly Line[], rest: Partial<RecordedFunction> = {}): RecordedFunction {
  const instructions = lines.map(
    ([pc, op, args, n]): RecordedInstruction => ({ pc, op, args, n, isEntry: false }),
  );
  return { name: 'f', instructions, isComplete: true, transfers: null, ...rest };
}

function recordingOf(...functions: RecordedFunction[]): Recording {
  const programs = functions.map((one, i) => ({ name: `p${i}`, family: `p${i}`, functions: [one] }));
  return {
    machine: 'toy',
    payload: null,
    kinds: [],
    instructions: new Map(),
    programs,
    eventsRead: 0,
    eventsExplained: 0,
  };
}

const isa = parseIsa(
  `machine toy
bodies none
operand n : i8 bindable
operand long : u64 bindable
operand target : u16 label
push n:n ( -- v )
big x:long ( -- v )
jump t:target ( -- ) jump
jz t:target ( c -- ) branch
add ( a b -- r )
may n:n ( -- ) branch
test ( -- ) skip
wide ( -- ) prefix
`,
  'toy.isa',
);
const starts = (recording: Recording) =>
  tracedBlocks(isa, layOut(recording, isa, 'x.jsonl').programs[0]).map(({ start }) => start);

describe('what was recorded, laid out for its machine', () => {
  it('has numbers, long numbers and targets as operands', () => {
    const recording = recordingOf(
      functionOf([
        [0, 'big', [18446744073709551615n], 3],
        [9, 'jz', [12], 3],
        [12, 'push', [-1], 3],
      ]),
    );
    const { programs } = layOut(recording, isa, 'x.jsonl');
    const [{ program, counts }] = programs;
    expect(validate(isa, program).maxStack).toEqual({});
    expect(program.texts).toEqual({ long: ['18446744073709551615'] });
    expect(decodeSection(isa, program, program.sections[0]).map(({ operands }) => operands)).toEqual([
      [0],
      [2],
      [-1],
    ]);
    expect(program.sections[0].pcs).toEqual([0, 9, 12]);
    expect([...counts[0]]).toEqual([3, 3, 3]);
    expect(dispatches(programs[0])).toBe(9);
  });

  it('begins a block where a count rises, and goes on where it falls', () => {
    const lines: Line[] = [5, 4, 4, 6, 2].map((n, pc) => [pc, 'add', [], n]);
    expect(starts(recordingOf(functionOf(lines)))).toEqual([0, 3]);
  });

  it('begins a block at entries and where transfers go, and goes on behind a branch', () => {
    const lines: Line[] = [0, 1, 2, 3, 4].map((pc) => [pc, 'add', [], 1]);
    const transfers = [{ from: 4, to: 1, n: 1 }];
    const entered = functionOf(lines, { transfers });
    entered.instructions.forEach((one, i) => {
      if (i === 3) (one as { isEntry: boolean }).isEntry = true;
    });
    expect(starts(recordingOf(entered))).toEqual([0, 1, 3]);
    const branch = functionOf([
      [0, 'push', [1], 9],
      [1, 'jz', [0], 9],
      [2, 'push', [2], 7],
    ]);
    expect(starts(recordingOf(branch))).toEqual([0]);
  });

  it('never puts what may be skipped, or what belongs to a prefix, into a block with anything', () => {
    const lines: Line[] = ['add', 'test', 'add', 'add', 'wide', 'add', 'add'].map((op, pc) => [
      pc,
      op,
      [],
      1,
    ]);
    expect(starts(recordingOf(functionOf(lines)))).toEqual([0, 2, 3, 4, 5, 6]);
  });

  it('begins a block where something that never ran is missing', () => {
    const branches = [
      [0, 'may', [5], 2],
      [2, 'may', [5], 1],
      [4, 'may', [5], 1],
      [8, 'add', [], 2],
    ] as const;
    const transfers = [{ from: 0, to: 8, n: 1 }];
    expect(starts(recordingOf(functionOf(branches, { isComplete: false, transfers })))).toEqual([0, 3]);
    expect(starts(recordingOf(functionOf(branches.slice(0, 3))))).toEqual([0]);
  });

  it('takes no jump over what never ran for going on', () => {
    const recording = recordingOf(
      functionOf(
        [
          [0, 'push', [1], 5],
          [2, 'jz', [10], 5],
          [10, 'push', [2], 5],
          [12, 'jump', [30], 5],
          [30, 'add', [], 5],
          [31, 'push', [0], 5],
        ],
        { isComplete: false, transfers: [{ from: 31, to: 0, n: 5 }] },
      ),
    );
    const [{ transfers }] = layOut(recording, isa, 'x.jsonl').programs;
    expect(starts(recording)).toEqual([0, 2, 4]);
    expect(transfers![0]).toContainEqual({ from: 1, to: 2, times: 5 });
    expect(transfers![0]).toContainEqual({ from: 3, to: 4, times: 5 });
  });

  it.each<[what: string, line: Line, message: RegExp]>([
    ['an unknown operation', [0, 'mul', [], 1], /the machine toy has no such instruction: mul/],
    ['too few operands', [0, 'push', [], 1], /it has 0 operands, but the machine says 1/],
    [
      'an operand out of range',
      [0, 'push', [200], 1],
      /the operand n is 200, but a n is a number from -128 to 127/,
    ],
    ['a text for a number', [0, 'push', ['x'], 1], /the operand n is x/],
    ['a target that is not there', [0, 'jz', [40], 1], /no instruction at its target 40: list those/],
  ])('is refused for %s', (_, line, message) => {
    expect(() => layOut(recordingOf(functionOf([line])), isa, 'x.jsonl')).toThrow(message);
  });
});

describe('a drafted machine', () => {
  const drafted = (...functions: RecordedFunction[]) => {
    const { isaText, inferred } = draftMachine(recordingOf(...functions));
    const machine = parseIsa(isaText, 'draft.isa');
    const flow = (name: string) => machine.instructions[machine.opcodeOf.get(name)!].flow;
    return { isaText, inferred, machine, flow };
  };

  it('says where control was seen to go, and marks it as inferred', () => {
    const { isaText, inferred, flow, machine } = drafted(
      functionOf(
        [
          [0, 'load', [1], 10],
          [1, 'jz', [4], 10],
          [2, 'dec', [], 9],
          [3, 'goto', [0], 9],
          [4, 'ret', [], 1],
        ],
        {
          transfers: [
            { from: null, to: 0, n: 1 },
            { from: 1, to: 4, n: 1 },
            { from: 3, to: 0, n: 9 },
            { from: 4, to: null, n: 1 },
          ],
        },
      ),
    );
    expect(flow('jz').kind).toBe('branch');
    expect(flow('goto').kind).toBe('jump');
    expect(flow('ret').kind).toBe('return');
    expect(flow('load').kind).toBe('next');
    expect(inferred).toEqual(['dec', 'goto', 'jz', 'load', 'ret']);
    expect(isaText).toMatch(
      /^jz target:target_operand \( \? \) branch +# inferred: it went on or elsewhere$/m,
    );
    expect(machine.operandKinds.find(({ name }) => name === 'target_operand')).toMatchObject({
      bindable: false,
    });
  });

  it('takes no jump over what never ran for going on, and no last instruction', () => {
    const { flow } = drafted(
      functionOf(
        [
          [0, 'push', [1], 5],
          [2, 'jz', [10], 5],
          [10, 'push', [2], 5],
          [12, 'goto', [30], 5],
          [30, 'add', [], 5],
          [31, 'loop', [0], 5],
        ],
        { isComplete: false, transfers: [{ from: 31, to: 0, n: 5 }] },
      ),
    );
    expect([flow('jz').kind, flow('goto').kind, flow('loop').kind]).toEqual(['jump', 'jump', 'jump']);
    expect([flow('push').kind, flow('add').kind]).toEqual(['next', 'next']);
    const counted = drafted(
      functionOf([
        [0, 'one', [], 5],
        [1, 'ret', [], 5],
        [2, 'two', [], 5],
        [3, 'ret', [], 5],
      ]),
    );
    expect([counted.flow('one').isAlone, counted.flow('ret').isAlone]).toEqual([false, true]);
  });

  it('leaves alone what counts do not explain', () => {
    const { flow } = drafted(
      functionOf([
        [0, 'load', [1], 10],
        [1, 'jz', [4], 10],
        [2, 'dec', [], 9],
        [3, 'goto', [0], 9],
        [4, 'ret', [], 1],
      ]),
    );
    expect([flow('jz').isAlone, flow('goto').isAlone, flow('load').isAlone]).toEqual([true, true, false]);
  });

  it('takes names, texts and numbers as they come', () => {
    const { machine } = drafted(
      functionOf([
        [0, 'i32."add"\n', [-5, 'a b', 3000000000], 1],
        [1, 'print', ['x'], 1],
        [2, 'phi', [1, 2], 1],
        [3, 'phi', [1, 2, 3], 1],
      ]),
    );
    expect(machine.instructions.map(({ name }) => name)).toContain('i32."add"\n');
    const kinds = Object.fromEntries(machine.operandKinds.map((kind) => [kind.name, kind]));
    expect(kinds.number_operand).toMatchObject({ interned: 'integer', signed: true });
    expect(kinds.list_operand).toMatchObject({ interned: 'list' });
  });
});
