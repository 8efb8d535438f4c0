import { describe, expect, it } from 'vitest';
import { looksLikeEvm, recordEvm } from '../../../src/importers/events/evm/record-evm.js';
import { looksLikeEvents } from '../../../src/importers/events/record-events.js';
import type { RecordedFunction } from '../../../src/importers/recording.js';
import { inPieces, problemsOf } from './pieces.js';

const read = (...lines: readonly string[]) => recordEvm([inPieces(`${lines.join('\n')}\n`)]);

async function functionsOf(...lines: readonly string[]): Promise<readonly RecordedFunction[]> {
  return (await read(...lines)).programs[0].functions;
}

/** A line with what counts; a stack as numbers. */
function line(
  pc: number,
  op: number,
  depth: number,
  stack: readonly (number | string)[] = [],
  more = '',
): string {
  const words = stack.map((word) => `"${typeof word === 'number' ? `0x${word.toString(16)}` : word}"`);
  return `{"pc":${pc},"op":${op},"gas":"0x2540be400","gasCost":"0x3","memory":"0x","memSize":0,"stack":[${words}],"depth":${depth},"refund":0${more}}`;
}

/** A function as lines of a listing. */
function listing({ instructions }: RecordedFunction): string[] {
  return instructions.map(
    ({ pc, op, args, n, isEntry }) => `${isEntry ? '*' : ''}${[pc, op, ...args].join(' ')} x${n}`,
  );
}

const PUSH1 = 0x60;
const PUSH2 = 0x61;
const JUMP = 0x56;
const JUMPI = 0x57;
const JUMPDEST = 0x5b;
const CALL = 0xf1;
const CREATE = 0xf0;
const DELEGATECALL = 0xf4;
const RETURN = 0xf3;
const STOP = 0x00;
const ADD = 0x01;

describe('a trace of a transaction', () => {
  it('is counts of the opcodes with what they push', async () => {
    const recording = await read(
      line(0, PUSH1, 1),
      line(2, PUSH1, 1, [0x80]),
      line(4, 0x52, 1, [0x80, 0x40]),
      line(5, JUMPDEST, 1),
      line(6, PUSH2, 1, [7]),
      line(9, JUMPI, 1, [7, 5]),
      line(5, JUMPDEST, 1),
      line(6, PUSH2, 1),
      line(9, JUMPI, 1, [0, 5]),
      line(10, STOP, 1),
      '{"output":"","gasUsed":"0x515c","time":350855}',
    );
    expect(recording).toMatchObject({ machine: 'evm', eventsRead: 10, eventsExplained: 10 });
    const [only] = recording.programs[0].functions;
    expect(only.name).toBe('depth1');
    expect(listing(only)).toEqual([
      '*0 PUSH1 128 x1',
      '2 PUSH1 64 x1',
      '4 MSTORE x1',
      '*5 JUMPDEST x2',
      '6 PUSH2 5 x2',
      '9 JUMPI x2',
      '10 STOP x1',
    ]);
    expect(only.transfers).toEqual([
      { from: null, to: 0, n: 1 },
      { from: 9, to: 5, n: 1 },
      { from: 10, to: null, n: 1 },
    ]);
    expect(only.isComplete).toBe(false);
  });

  it('may be written in other ways', async () => {
    const [only] = await functionsOf(
      '{ "depth": 1, "opName": "PUSH1", "stack": [ ], "op": "0x60", "pc": 0, "error": null }',
      '{"pc":2,"op":80,"stack":["0x1","0x000000ff"],"depth":1,"memory":["00","01"],"storage":{"0x0":"]"},"returnData":"0x"}',
      '',
      `{"pc":3,"op":80,"stack":null,"depth":1,"opName":"${'a'.repeat(40)} \\" b","error":"x \\\\"}`,
      `{"pc":4,"op":80,"stack":null,"depth":1,"opName":"${'a'.repeat(40)} \\" b","error":"x"}`,
    );
    expect(listing(only)).toEqual(['*0 PUSH1 255 x1', '2 POP x1', '3 POP x1', '4 POP x1']);
  });

  it('pushes words of any length', async () => {
    const most = 'f'.repeat(64);
    const [only] = await functionsOf(
      line(0, 0x66, 1),
      line(8, 0x66, 1, ['0x1fffffffffffff']),
      line(16, 0x67, 1, ['0xffffffffffffff']),
      line(25, 0x68, 1, ['0xFFFFFFFFFFFFFFFF']),
      line(35, 0x7f, 1, [1]),
      line(68, 0x5f, 1, [`0x${most}`]),
      line(69, STOP, 1, [0]),
    );
    expect(only.instructions.map(({ args }) => args)).toEqual([
      [2 ** 53 - 1],
      [2n ** 56n - 1n],
      [2n ** 64n - 1n],
      ['0x000000000000000001'],
      [`0x${most}`],
      [],
      [],
    ]);
  });

  it('tells what is pushed by any of its executions', async () => {
    const [only] = await functionsOf(
      line(0, PUSH1, 1),
      '{"output":""}',
      line(0, PUSH1, 1),
      line(2, STOP, 1, [7]),
      '{"output":""}',
      line(0, PUSH1, 1),
    );
    expect(listing(only)).toEqual(['*0 PUSH1 7 x3', '2 STOP x1']);
  });

  it('has instructions of their own where only some immediates are unknown', async () => {
    const recording = await read(line(0, PUSH1, 1), line(2, PUSH1, 1, [1]));
    expect(listing(recording.programs[0].functions[0])).toEqual(['*0 PUSH1 1 x1', '2 PUSH1_UNSEEN x1']);
    expect(recording.instructions.get('PUSH1')!.operands).toEqual([{ name: 'value', kind: 'imm8' }]);
    expect(recording.instructions.get('PUSH1_UNSEEN')!.operands).toEqual([]);
  });

  it('has no arguments where there are no stacks', async () => {
    const recording = await read('{"pc":0,"op":96,"depth":1}', '{"pc":2,"op":96,"depth":1}');
    expect(listing(recording.programs[0].functions[0])).toEqual(['*0 PUSH1 x1', '2 PUSH1 x1']);
    expect(recording.instructions.get('PUSH1')!.operands).toEqual([]);
    expect(recording.notes).toContain(
      'what follows PUSH1 is unknown, so that they have no operands: trace with stacks',
    );
    expect(recording.instructions.get('PUSH2')!.operands).toHaveLength(1);
  });

  it('names bytes that stand for no opcode', async () => {
    const recording = await read(line(0, 0x0c, 1));
    expect(listing(recording.programs[0].functions[0])).toEqual(['*0 UNDEFINED_0c x1']);
    expect(recording.instructions.get('UNDEFINED_0c')!.flags).toEqual(['ends']);
  });

  it('counts an instruction that fails once, though a second line says how', async () => {
    const [only] = await functionsOf(
      line(0, ADD, 1, [1, 2]),
      line(1, ADD, 1, [3]),
      line(1, ADD, 1, [3], ',"error":"stack underflow"'),
    );
    expect(listing(only)).toEqual(['*0 ADD x1', '1 ADD x1']);
    expect(only.transfers).toHaveLength(2);
    const [twice] = await functionsOf(line(0, ADD, 1), line(0, ADD, 1));
    expect(listing(twice)).toEqual(['*0 ADD x2']);
  });
});

describe('code', () => {
  const callee = `0x${'0'.repeat(37)}abc`;
  const callStack = [0, 0, 0, 0, 0, `0x${'f'.repeat(24)}${callee.slice(2)}`, 0x5208];

  it('is known by the address that called it', async () => {
    const functions = await functionsOf(
      line(0, CALL, 1, callStack),
      line(0, ADD, 2),
      line(1, RETURN, 2),
      line(1, DELEGATECALL, 1, [0, 0, 0, 0, '0xABC', 9]),
      line(0, ADD, 2),
      line(1, RETURN, 2),
      line(2, STOP, 1),
    );
    expect(functions.map((fn) => [fn.name, listing(fn)])).toEqual([
      ['depth1', ['*0 CALL x1', '*1 DELEGATECALL x1', '*2 STOP x1']],
      [callee, ['*0 ADD x2', '1 RETURN x2']],
    ]);
    expect(functions[0].transfers!.map(({ from, to }) => [from, to])).toEqual([
      [null, 0],
      [2, null],
    ]);
    expect(functions[1].transfers!.map(({ n }) => n)).toEqual([2, 2]);
  });

  it('is another one where the code of an address has changed', async () => {
    const functions = await functionsOf(
      line(0, CALL, 1, callStack),
      line(0, ADD, 2),
      line(1, CALL, 1, callStack),
      line(0, PUSH1, 2),
      line(2, STOP, 2, [1]),
    );
    expect(functions.map(({ name }) => name)).toEqual(['depth1', callee, `${callee}#2`]);
  });

  it('is told apart by what was executed where no address is known', async () => {
    const create = (constant: number) => [
      line(0, PUSH1, 2),
      line(2, PUSH1, 2, [constant]),
      line(4, RETURN, 2, [constant, 0]),
    ];
    const functions = await functionsOf(
      line(0, CREATE, 1),
      ...create(1),
      line(1, CREATE, 1),
      ...create(2),
      line(2, CREATE, 1),
      ...create(1),
      line(3, STOP, 1),
    );
    expect(functions.map((fn) => [fn.name, fn.instructions[0].args, fn.instructions[0].n])).toEqual([
      ['depth1', [], 1],
      ['depth2', [1], 2],
      ['depth2#2', [2], 1],
    ]);
  });

  it.each([
    [0, 1],
    [1, 0],
  ])('is not the same if an opcode of one is within an immediate of the other: %i, %i', async (...order) => {
    const runs = [
      [line(0, JUMPI, 1), line(1, PUSH2, 1), line(4, STOP, 1, [1])],
      [line(0, JUMPI, 1), line(2, JUMPDEST, 1), line(3, STOP, 1)],
    ];
    const functions = await functionsOf(...order.flatMap((run) => [...runs[run], '{"output":""}']));
    expect(functions.map(({ name }) => name)).toEqual(['depth1', 'depth1#2']);
    expect(functions[order.indexOf(1)].instructions.map(({ pc }) => pc)).toEqual([0, 2, 3]);
  });

  it('is called by its address if a transaction runs it as well', async () => {
    const functions = await functionsOf(
      line(0, ADD, 1),
      line(1, RETURN, 1),
      '{"output":"","gasUsed":"0x5208"}',
      line(0, CALL, 1, callStack),
      line(0, ADD, 2),
      line(1, RETURN, 2),
      line(1, STOP, 1),
    );
    expect(functions.map((fn) => [fn.name, fn.instructions[0].n])).toEqual([
      [callee, 2],
      ['depth1', 1],
    ]);
  });

  it('is entered anew where control cannot have come from before', async () => {
    // No summary between transactions, of which one ended for lack of gas and one jumped.
    const [only, more] = await functionsOf(
      line(0, ADD, 1),
      line(1, JUMP, 1, [3]),
      line(0, ADD, 1),
      line(1, JUMP, 1, [3]),
      line(3, JUMPDEST, 1),
      line(4, ADD, 1),
      line(0, ADD, 1),
    );
    expect(more).toBeUndefined();
    expect(only.transfers).toEqual([
      { from: null, to: 0, n: 3 },
      { from: 0, to: null, n: 1 },
      { from: 1, to: null, n: 1 },
      { from: 4, to: null, n: 1 },
    ]);
  });

  it('is entered anew behind an end, even at JUMPDEST, and where it contradicts itself', async () => {
    const [only, ...more] = await functionsOf(
      line(0, JUMPDEST, 1),
      line(1, STOP, 1),
      line(0, JUMPDEST, 1),
      line(1, STOP, 1),
    );
    expect(more).toEqual([]);
    expect(only.transfers).toEqual([
      { from: null, to: 0, n: 2 },
      { from: 1, to: null, n: 2 },
    ]);
    const two = await functionsOf(
      line(0, JUMPDEST, 1),
      line(1, ADD, 1),
      line(2, JUMP, 1),
      line(0, JUMPDEST, 1),
      line(1, 0x02, 1),
    );
    expect(two.map((fn) => [fn.name, listing(fn)])).toEqual([
      ['depth1', ['*0 JUMPDEST x2', '1 ADD x1', '2 JUMP x1']],
      ['depth1#2', ['*1 MUL x1']],
    ]);
  });

  it('does not take the address of a call that ran nothing', async () => {
    const functions = await functionsOf(line(0, CALL, 1, callStack), line(1, CREATE, 1), line(0, ADD, 2));
    expect(functions.map(({ name }) => name)).toEqual(['depth1', 'depth2']);
  });
});

describe('EOF containers', () => {
  const at = (section: number, functionDepth: number) =>
    `,"section":${section},"functionDepth":${functionDepth}`;

  it('have a function per section, and immediates on their lines', async () => {
    const functions = await functionsOf(
      line(0, 0xe3, 1, [], `${at(0, 0)},"immediate":"0x0001"`),
      line(0, 0xe0, 1, [], `${at(1, 1)},"immediate":"0x0002"`),
      line(5, 0xe2, 1, [], `${at(1, 1)},"immediate":"0x0100050007"`),
      line(12, 0xe5, 1, [], `${at(1, 1)},"immediate":"0x0003"`),
      line(0, 0x7f, 1, [], `${at(3, 1)},"immediate":"0x${'12'.repeat(32)}"`),
      line(33, 0xe4, 1, [], at(3, 1)),
      line(3, STOP, 1, [], at(0, 0)),
    );
    expect(functions.map((fn) => [fn.name, listing(fn)])).toEqual([
      ['depth1/section0', ['*0 CALLF 1 x1', '*3 STOP x1']],
      ['depth1/section1', ['*0 RJUMP 2 x1', '5 RJUMPV 0x0100050007 x1', '12 JUMPF 3 x1']],
      ['depth1/section3', [`*0 PUSH32 0x${'12'.repeat(32)} x1`, '33 RETF x1']],
    ]);
  });

  it('may be called beside contracts that are none', async () => {
    const functions = await functionsOf(
      line(0, CALL, 1, [0, 0, 0, 0, 0, '0xe0f', 9]),
      line(0, 0xe3, 2, [], `${at(0, 0)},"immediate":"0x0001"`),
      line(0, 0xe4, 2, [], at(1, 1)),
      line(3, STOP, 2, [], at(0, 0)),
      line(1, STOP, 1),
    );
    const address = `0x${'e0f'.padStart(40, '0')}`;
    expect(functions.map(({ name }) => name)).toEqual([
      'depth1',
      `${address}/section0`,
      `${address}/section1`,
    ]);
  });
});

describe('a line of a trace', () => {
  it.each([
    ['{"pc":0,"depth":1}', 1, '"op" is missing: a byte, such as 96'],
    ['{"op":0,"depth":1}', 1, '"pc" is missing'],
    ['{"pc":0,"op":1}', 1, '"depth" is missing'],
    ['{"pc":16777216,"op":1,"depth":1}', 7, '"pc" is above 16777215: no EVM goes there'],
    ['{"pc":0,"op":1,"depth":3000}', 24, '"depth" is above 2047: no EVM goes there'],
    ['{"pc":0,"op":256,"depth":1}', 17, '"op" has to be a byte, such as 96; its name belongs into "opName"'],
    [
      '{"pc":0,"op":"ADD","depth":1}',
      19,
      '"op" has to be a byte, such as 96; its name belongs into "opName"',
    ],
    ['{"pc":0,"op":1,"depth":1,"stack":["0x1"', 40, 'the line ends too early: expected "]"'],
    [
      '{"pc":0,"op":1,"depth":1,"memory":"0x',
      38,
      'the line ends too early: expected the string to end: control characters are written as \\u',
    ],
    ['INFO done', 1, 'expected "{"'],
  ])('%s', async (wrong, column, message) => {
    const problems = await problemsOf(read(line(0, ADD, 1), wrong, line(1, ADD, 1)));
    expect(problems).toBe(`InputError: trace.jsonl:2:${column}: ${message}`);
  });

  it('is looked at as closely where it is written like the one before', async () => {
    const problems = async (wrong: string) => problemsOf(read(line(0, ADD, 1), line(1, ADD, 1), wrong));
    expect(await problems(line(2, ADD, 3000))).toMatch(
      /^InputError: trace.jsonl:3:\d+: "depth" is above 2047/,
    );
    expect(await problems(line(2 ** 24, ADD, 1))).toMatch(/"pc" is above/);
    expect(await problems(line(2, 256, 1))).toMatch(/"op" has to be a byte/);
    expect(await problems(line(2, ADD, 1).replace('"depth":1', '"depth":01'))).toMatch(/begin with 0/);
    expect(await problems(line(2, ADD, 1).replace('"depth":1', '"depth":1.5'))).toMatch(/a whole number/);
  });

  it('is not mixed with the next one where it is cut off', async () => {
    const whole = line(1, ADD, 1, [1, 2, 3], `,"returnData":"0x${'0'.repeat(100)}"`);
    for (let length = 1; length < whole.length; length++) {
      const problems = await problemsOf(read(line(0, ADD, 1, [1, 2]), whole.slice(0, length), whole));
      expect(problems).toMatch(/^InputError: trace.jsonl:2:\d+: the line ends too early/);
    }
  });
});

describe('files of this kind', () => {
  it('begin with an opcode as a number', () => {
    const first = line(0, PUSH1, 1);
    expect([looksLikeEvm(first), looksLikeEvents(first)]).toEqual([true, false]);
    expect(looksLikeEvm(`\u{feff}${first.slice(0, 60)}`)).toBe(true);
    expect(looksLikeEvm('{"pc":0,"op":"load","gas":1}')).toBe(false);
    expect(looksLikeEvm('')).toBe(false);
  });
});
