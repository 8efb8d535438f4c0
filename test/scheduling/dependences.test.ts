import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Code, encode } from '../../src/bytecode/program.js';
import { parseIsa } from '../../src/isa/parse.js';
import { dependences } from '../../src/scheduling/dependences.js';
import { type Statement, statementsOf } from '../../src/scheduling/statements.js';
import { assemble, isa, program } from '../machines/counter/counter.js';
import { counter, type Guest, guards, straightLine } from '../random-code.js';
import { interpretProgram } from '../reference-machine.js';

const of = (text: string) => dependences(statementsOf(isa, assemble(text))[0]);

describe('a statement stays behind', () => {
  it('one that writes what it reads', () => {
    expect(of('push 5\nstore 0\nload 0\nstore 1')).toEqual([[], [0]]);
  });

  it('one that reads what it writes', () => {
    expect(of('load 0\nstore 1\npush 5\nstore 0')).toEqual([[], [0]]);
  });

  it('one that writes what it writes', () => {
    expect(of('push 5\nstore 0\npush 6\nstore 0')).toEqual([[], [0]]);
  });

  it('one that calls the device, when it does', () => {
    expect(of('push 5\nemit\nincrement 0\npush 6\nemit')).toEqual([[], [], [0]]);
  });

  it('not one of the same address in another memory', () => {
    expect(of('load_saved 0\nstore 1\npush 5\nstore 0')).toEqual([[], []]);
  });

  it('not one that sets the same register for itself', () => {
    const choose = (cell: number) => `push 1\npush 2\ncompare\npush 3\npush 4\nchoose\nstore ${cell}\n`;
    expect(of(choose(0) + choose(1))).toEqual([[], []]);
  });

  it('one that reads a register as the block found it, when it sets that', () => {
    const text = 'again:\npush 3\npush 4\nchoose\nstore 0\npush 1\npush 2\ncompare\njump_if again\nhalt';
    expect(of(text)).toEqual([[], [0]]);
  });

  it('all, when it ends the block', () => {
    expect(of('increment 0\nincrement 1\nhalt')).toEqual([[], [], [0, 1]]);
  });
});

describe('an address that only the run tells', () => {
  const scattered = parseIsa(
    `machine scattered
word i32
operand cell : u8
operand literal : u8 bindable
memory cells, others : i32[cell]
push   k:literal ( -- v )   v = k
load   c:cell    ( -- v )   v = cells[c]
store  c:cell    ( v -- )   cells[c] = v
other  c:cell    ( v -- )   others[c] = v
peek             ( a -- v ) v = cells[a]
poke             ( v a -- ) cells[a] = v
halt             ( -- )     return`,
    'scattered.isa',
  );
  const order = (...lines: readonly string[]) => {
    const code = lines.flatMap((line) =>
      line.split(' ; ').map((text) => {
        const [name, ...operands] = text.split(' ');
        const opcode = scattered.instructions.findIndex((one) => one.name === name);
        return { opcode, operands: operands.map(Number) };
      }),
    );
    return dependences(statementsOf(scattered, code)[0]);
  };

  it('may be any of its memory', () => {
    expect(order('push 1 ; store 7', 'push 2 ; other 3', 'push 3 ; peek ; other 4')).toEqual([[], [], [0]]);
    expect(order('load 7 ; other 1', 'push 1 ; push 2 ; poke', 'load 8 ; other 2')).toEqual([[], [0], [1]]);
    expect(order('push 3 ; peek ; other 4', 'push 1 ; store 7')).toEqual([[], [0]]);
    expect(order('push 1 ; push 2 ; poke', 'push 1 ; store 7')).toEqual([[], [0]]);
  });

  it('lets two reads change places', () => {
    expect(order('push 1 ; peek ; other 1', 'push 1 ; peek ; other 2')).toEqual([[], []]);
  });
});

describe('a statement that may leave in its middle', () => {
  const order = (text: string) => dependences(statementsOf(guards.isa, assemble(text, guards.isa))[0]);

  it('stays where it is, with all that is before and behind it', () => {
    expect(order('increment 0\nload_saved 1\nrequire\nincrement 2\nincrement 3')).toEqual([
      [],
      [0],
      [1],
      [1],
    ]);
    expect(order('step\npush 1\ndrop\nstep_or_trap\nhalt')).toEqual([[], [0], [0, 1], [2]]);
  });
});

/** Small blocks: statements that leave the stack as it was. */
const blocksOf = (guest: Guest) =>
  straightLine(guest, { minLength: 4, maxLength: 14 }).map((code) => {
    const balanced: Code[number][] = [];
    let depth = 0;
    for (const instruction of code) {
      const { pops, pushes } = guest.isa.instructions[instruction.opcode];
      for (; depth < pops.length; depth++) balanced.push(guest.filler);
      balanced.push(instruction);
      depth += pushes.length - pops.length;
      if (depth > 3) for (; depth > 0; depth--) balanced.push(guest.remover);
    }
    for (; depth > 0; depth--) balanced.push(guest.remover);
    return [...balanced, ...assemble('halt', guest.isa)];
  });

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

describe.each([
  ['counter', counter],
  ['guards', guards],
] as const)('in small random blocks of the %s machine', (_, guest) => {
  const { isa } = guest;
  const blocks = blocksOf(guest);

  it('every order that keeps the dependences does the same', () => {
    let orders = 0;
    fc.assert(
      fc.property(blocks, fc.array(guest.value, { minLength: 8, maxLength: 8 }), (code, values) => {
        const [statements] = statementsOf(isa, code);
        fc.pre(statements.length <= 6);
        const before = dependences(statements);
        const run = (order: readonly number[]) => {
          const moved = order.flatMap((i) => code.slice(statements[i].start, statements[i].end));
          const prologue = values.flatMap((value, cell) =>
            assemble(`push_wide ${value % 32768}\nstore ${cell}`, isa),
          );
          const one = program('block', 'test', { main: 'halt' }, undefined, undefined, isa);
          const sections = [{ name: 'main', code: encode(isa, [...prologue, ...moved]) }];
          const { runtime, recorded } = guest.createRuntime();
          const { states, trapped } = interpretProgram(isa, { ...one, sections }, runtime);
          return { states, recorded, trapped };
        };
        const expected = run([...statements.keys()]);
        for (const order of permutations([...statements.keys()])) {
          const keeps = order.every((i, place) => before[i].every((j) => order.indexOf(j) < place));
          if (!keeps) continue;
          orders++;
          expect(run(order)).toEqual(expected);
        }
      }),
      { numRuns: 1000 },
    );
    expect(orders).toBeGreaterThan(500);
  });

  it('the dependences are those that comparing every two statements finds', () => {
    const overlap = (a: ReadonlySet<number>, b: ReadonlySet<number>) => [...a].some((one) => b.has(one));
    const conflict = (a: Statement, b: Statement) =>
      overlap(a.reads.cells, b.writes.cells) ||
      overlap(a.writes.cells, b.reads.cells) ||
      overlap(a.writes.cells, b.writes.cells) ||
      (a.calls && b.calls) ||
      (a.reachesBelow && b.reachesBelow) ||
      [...a.registersRead].some((register) => b.registersWritten.has(register)) ||
      a.exits ||
      b.exits ||
      b.isLast;
    fc.assert(
      fc.property(blocks, (code) => {
        const [statements] = statementsOf(isa, code);
        const found = dependences(statements);
        const reachable = closure(found);
        const expected = closure(
          statements.map((b, j) => [...statements.keys()].filter((i) => i < j && conflict(statements[i], b))),
        );
        expect(reachable).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

/** For each all that come before it, by any way. */
function closure(before: readonly (readonly number[])[]): number[][] {
  const all: Set<number>[] = [];
  for (const earlier of before) all.push(new Set(earlier.flatMap((i) => [i, ...all[i]])));
  return all.map((set) => [...set].sort((a, b) => a - b));
}
