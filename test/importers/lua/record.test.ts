import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LUA } from '../../../src/importers/lua/instructions.js';
import { looksLikeLuac, recordLua } from '../../../src/importers/lua/record.js';
import type { RecordedInstruction, Recording } from '../../../src/importers/recording.js';
import { hasTool, run, stored } from '../foreign-tools.js';
import { outcomeOf } from '../outcome.js';
import { textFile } from '../text-file.js';

const TEXT = stored('lua/features.txt');

function record(text: string): Recording {
  return recordLua([textFile(text, 'a.txt')]);
}

const [{ functions }] = record(TEXT).programs;
const [main] = functions;

function outcome(text: string): Recording | string {
  return outcomeOf(() => record(text));
}

describe('a listing of luac', () => {
  it('is recognised', () => {
    expect(looksLikeLuac(TEXT.slice(0, 4096))).toBe(true);
    for (const other of ['lua/features.lua', 'ruby/features.txt', 'wabt/features.listed.txt'])
      expect(looksLikeLuac(stored(other).slice(0, 4096)), other).toBe(false);
  });

  it('has functions by their lines, all of them', () => {
    expect(functions.map(({ name, instructions }) => [name, instructions.length])).toEqual([
      ['main <features.lua:0,0>', 107],
      ['function <features.lua:4,7>', 15],
      ['function <features.lua:12,12>', 1],
      ['function <features.lua:15,15>', 5],
      ['function <features.lua:19,19>', 4],
    ]);
  });

  it('counts every instruction once, as a place', () => {
    const recording = record(TEXT);
    const listed = TEXT.match(/^\t\d+\t\[\d+\]/gm)!.length;
    expect([recording.eventsRead, recording.eventsExplained]).toEqual([listed, listed]);
    expect(functions.flatMap(({ instructions }) => instructions).every(({ n }) => n === 1)).toBe(true);
    expect(functions.every(({ isComplete, transfers }) => isComplete && transfers === null)).toBe(true);
  });

  it('has operands as they are listed, a flag k at their end included', () => {
    const of = (op: string) => main.instructions.find((one) => one.op === op)!.args;
    expect(
      Object.fromEntries(['LOADI', 'SETFIELD', 'EQI', 'MMBINK', 'TAILCALL'].map((op) => [op, of(op)])),
    ).toEqual({
      LOADI: [3, 1],
      SETFIELD: [2, 1, 2, 1],
      EQI: [6, 2, 1],
      MMBINK: [6, 4, 8, 0],
      TAILCALL: [4, 0, 1, 1],
    });
    expect(functions[1].instructions.find(({ op }) => op === 'ADDI')!.args).toEqual([2, 0, -1]);
    expect(functions[1].instructions.at(-1)).toMatchObject({ op: 'RETURN0', args: [] });
  });

  it('is of a machine with the 83 instructions of Lua 5.4', () => {
    expect(LUA.instructions.size).toBe(83);
  });

  it('of several programs is a recording of them all', () => {
    const { programs, eventsRead } = recordLua(['x/a.txt', 'b.l.txt'].map((path) => textFile(TEXT, path)));
    expect([programs.map(({ name }) => name), eventsRead]).toEqual([['a', 'b'], 264]);
  });

  it('may hold several functions of the same lines', () => {
    const twice = record(TEXT + TEXT).programs[0].functions.map(({ name }) => name);
    expect([twice[0], twice[5]]).toEqual(['main <features.lua:0,0>', 'main <features.lua:0,0> (2)']);
  });
});

describe('control in Lua', () => {
  const all = functions.flatMap(({ instructions }) =>
    instructions.map((one, i) => ({ one, next: instructions[i + 1], afterNext: instructions[i + 2] })),
  );
  const flagsOf = ({ op }: RecordedInstruction) => LUA.instructions.get(op)!.flags;
  const withFlag = (flag: 'skip' | 'prefix' | 'call') => all.filter(({ one }) => flagsOf(one).includes(flag));

  it('may come to where the comments of jumps say', () => {
    const sections = TEXT.split(/^(?=main |function )/m).slice(1);
    const targets = sections.map((section) =>
      [...section.matchAll(/; (?:exit )?to (\d+)$/gm)].map(([, pc]) => Number(pc)),
    );
    expect(targets.map(({ length }) => length)).toEqual([14, 1, 0, 0, 0]);
    for (const [i, { name, instructions }] of functions.entries())
      for (const target of targets[i])
        expect(instructions[target - 1], name).toMatchObject({ pc: target, isEntry: true });
  });

  it('comes back behind calls', () => {
    const calls = withFlag('call');
    expect(calls.map(({ one }) => one.op)).toEqual(expect.arrayContaining(['CALL', 'TFORCALL']));
    for (const { next } of calls) expect(next.isEntry).toBe(true);
  });

  it('goes past what belongs to arithmetic and conditions, so that nothing may join them', () => {
    const pairs = withFlag('skip');
    const followers = new Set(pairs.map(({ next }) => next.op));
    expect([...followers].sort()).toEqual(['JMP', 'LOADTRUE', 'MMBIN', 'MMBINI', 'MMBINK']);
    for (const { one, afterNext } of pairs) expect(afterNext.isEntry, `${one.pc} ${one.op}`).toBe(true);
    for (const { one, next } of all)
      if (['JMP', 'MMBIN', 'MMBINI', 'MMBINK'].includes(next?.op ?? '') && one.op !== 'CLOSE')
        expect([...flagsOf(one), one.op]).toContainEqual(expect.stringMatching(/^(skip|JMP)$/));
  });

  it('goes past extra arguments', () => {
    const extras = all.filter(({ next }) => next?.op === 'EXTRAARG');
    expect(extras.length).toBe(3);
    for (const { one, afterNext } of extras) {
      expect(flagsOf(one)).toContain('prefix');
      expect(afterNext.isEntry).toBe(true);
    }
  });
});

const HEAD = `main <a:0,0> (2 instructions at 0x1)
0+ params, 2 slots, 1 upvalue, 0 locals, 0 constants, 0 functions
`;
const FIRST = '\t1\t[1]\tVARARGPREP\t0\n';

describe('a listing of luac is refused', () => {
  it.each([
    ['that is none', 'print("hello")\n', '1:1: this is no line of what luac5.4 -l prints'],
    ['that is empty', '', '1:1: there is no main function'],
    ['without its start', FIRST, '1:1: this instruction is in no function'],
    ['without sizes', 'main <a:0,0> (2 instructions at 0x1)\n\n', '1:1: a line of sizes such as'],
    [
      'with an unknown instruction',
      `${HEAD}\t1\t[1]\tMOVES\t0 1\n`,
      '3:8: `MOVES` is no instruction of this machine: did you mean MOVE?',
    ],
    [
      'of another Lua',
      `${HEAD}\t1\t[1]\tGETGLOBAL\t0 -1\n`,
      '3:8: `GETGLOBAL` is no instruction of this machine: give it what luac5.4 -l prints',
    ],
    [
      'with too few operands',
      `${HEAD}\t1\t[1]\tMOVE     \t0\n`,
      '3:18: MOVE of Lua 5.4 has other operands than `0`',
    ],
    [
      'with a k too many',
      `${HEAD}\t1\t[1]\tMOVE     \t0 1k\n`,
      '3:18: the operands of MOVE should be whole numbers',
    ],
    [
      'with a register that there is not',
      `${HEAD}\t1\t[1]\tMOVE     \t0 256\n`,
      '3:18: 256 is no register, which is 0 to 255',
    ],
    ['with a gap', `${HEAD}${FIRST.replace('1', '2')}`, '3:8: expected instruction 1, found 2'],
    ['with a line twice', `${HEAD}${FIRST}${FIRST}`, '4:8: expected instruction 2, found 1'],
    ['with half a line', `${HEAD}\t1\t[1]`, '3:1: expected an instruction such as'],
    [
      'with half a line of operands',
      `${HEAD}${FIRST}\t2\t[1]\tRETURN   \t0 1 1`,
      '4:8: the listing ends here without a line break',
    ],
    [
      'with fewer instructions than it says',
      `${HEAD}${FIRST}`,
      '1:1: main <a:0,0> should have 2 instructions, and 1 are listed',
    ],
    [
      'with a comment that contradicts',
      `${HEAD}\t1\t[1]\tJMP      \t0\t; to 3\n`,
      '3:8: JMP 0 at 1 goes to 2, but the comment says `to 3`',
    ],
    [
      'with a jump out of the function',
      `${HEAD}${FIRST}\t2\t[1]\tJMP      \t5\t; to 8\n`,
      '4:8: main <a:0,0> has no instruction at 8',
    ],
    [
      'that runs off its end',
      `${HEAD}${FIRST}\t2\t[1]\tMOVE     \t0 1\n`,
      '1:1: main <a:0,0> ends in MOVE at 2, which goes on to what is not listed',
    ],
    [
      'without a function that it tells of',
      `${HEAD.replace('0 func', '1 func')}${FIRST}\t2\t[1]\tRETURN0  \t\n`,
      '4:1: the headers tell of 2 functions, and 1 are listed',
    ],
    [
      'with part of a table',
      `${HEAD}${FIRST}\t2\t[1]\tRETURN0  \t\nconstants (2) for 0x1:\n\t1\tS\t"x"\n`,
      'a table has 1 rows less than it says',
    ],
  ])('%s', (_, text, message) => {
    expect(outcome(text)).toContain(message.replace(/^(?=\d)/, 'a.txt:'));
  });

  it('wherever it is cut off before its last instruction', () => {
    const lines = TEXT.split('\n');
    const last = lines.findLastIndex((line) => /^\t\d+\t\[/.test(line));
    for (let i = 0; i <= last; i++)
      expect(outcome(`${lines.slice(0, i).join('\n')}\n`), `cut at ${i}`).toBeTypeOf('string');
  });

  it('or read, however it is damaged', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length), fc.nat(12), fc.string({ maxLength: 6 }), (start, length, instead) => {
        outcome(TEXT.slice(0, start) + instead + TEXT.slice(start + length));
      }),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!hasTool('luac5.4', '-v', /^Lua 5\.4\.4\b/))(
  'anew (skipped where there is no luac 5.4.4)',
  () => {
    it.each([
      ['as stored', ['-l', '-l']],
      ['without tables', ['-l']],
    ])('is the same %s', (_, flags) => {
      const text = run('lua', 'luac5.4', ['-o', '/dev/null', ...flags, 'features.lua']);
      expect(record(text)).toEqual(record(TEXT));
    });

    it('is the same code without names and lines', () => {
      const text = run('lua', 'luac5.4', ['-s', '-o', '/dev/null', '-l', '-l', 'features.lua']);
      const codeOf = ({ programs }: Recording) =>
        programs[0].functions.map(({ instructions }) => instructions);
      expect(codeOf(record(text))).toEqual(codeOf(record(TEXT)));
    });

    it('has extra arguments of big tables and constants', () => {
      const items = Array.from({ length: 132_000 }, (_, i) => `${i}.5`);
      const program = `local t = {${items}}\nreturn 200000.5 + t[1]\n`;
      const text = run('lua', 'luac5.4', ['-o', '/dev/null', '-l', '-'], program);
      const ops = record(text).programs[0].functions[0].instructions.map(({ op }) => op);
      for (const op of ['LOADKX', 'SETLIST'])
        expect(
          ops.some((one, i) => one === op && ops[i + 1] === 'EXTRAARG'),
          op,
        ).toBe(true);
    });
  },
);
