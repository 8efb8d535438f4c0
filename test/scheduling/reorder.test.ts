import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import type { Profile } from '../../src/bytecode/profile.js';
import type { Program } from '../../src/bytecode/program.js';
import type { Pattern } from '../../src/isa/pattern.js';
import { type Candidate, patternOf } from '../../src/mining/candidate.js';
import { choiceOf } from '../../src/mining/choices.js';
import { buildCorpus, type Corpus } from '../../src/mining/corpus.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { Matcher } from '../../src/mining/matcher.js';
import { Tiling } from '../../src/mining/tiling.js';
import { BlockOrder } from '../../src/scheduling/block-order.js';
import {
  asTheyAre,
  countMoved,
  groupedByShape,
  orderedBlocks,
  permuted,
  reorder,
  reorderedPrograms,
  type StatementOrders,
} from '../../src/scheduling/reorder.js';
import { program } from '../machines/counter/counter.js';
import {
  type Choose,
  choices,
  chooser,
  counter,
  counterProgram,
  drafts,
  draftsProgram,
  guards,
  guardsProgram,
  manyStatements,
  models,
  modelsProgram,
  seers,
  seersProgram,
} from '../random-code.js';
import { interpretProgram } from '../reference-machine.js';

type Guest = typeof counter;

function problemOf({ isa, createRuntime }: Guest, one: Program) {
  const profile: Profile = tracePrograms(isa, createRuntime().runtime, [one]);
  const corpus = buildCorpus(isa, profile, [1]);
  return { profile, corpus, blocks: orderedBlocks(corpus, profile) };
}

function observed({ isa, createRuntime }: Guest, one: Program) {
  const { runtime, recorded } = createRuntime();
  const { states, trapped } = interpretProgram(isa, one, runtime);
  return { states, trapped, recorded };
}

/** Patterns of the code, drawn from all there are. */
function somePatterns(corpus: Corpus, choose: Choose): Pattern[] {
  const { candidates } = enumerateCandidates(corpus, {
    maxLength: 6,
    payload: 4,
    minPlaces: 1,
    minPrograms: 1,
  });
  return candidates.filter(() => choose() === 0).map((candidate: Candidate) => patternOf(corpus, candidate));
}

function costOf(corpus: Corpus, patterns: readonly Pattern[]): number {
  const tiling = new Tiling(corpus);
  for (const pattern of patterns) tiling.add(choiceOf(corpus, pattern));
  return tiling.cost;
}

/** Any order that keeps what has to be kept. */
function anyOrder(before: readonly (readonly number[])[], choose: Choose): Int32Array {
  const order: number[] = [];
  const waiting = [...before.keys()];
  while (waiting.length > 0) {
    const ready = waiting.filter((i) => before[i].every((other) => order.includes(other)));
    const next = ready[choose() % ready.length];
    order.push(next);
    waiting.splice(waiting.indexOf(next), 1);
  }
  return Int32Array.from(order);
}

function keeps({ before }: { readonly before: readonly (readonly number[])[] }, order: Int32Array): boolean {
  const place = new Map([...order].map((statement, at) => [statement, at]));
  return before.every((earlier, i) => earlier.every((other) => place.get(other)! < place.get(i)!));
}

/** Any order that keeps the dependences does the same, and blocks run as often. */
function checkOrders(guest: Guest, programs: fc.Arbitrary<Program>): void {
  let moved = 0;
  fc.assert(
    fc.property(programs, choices, (one, choice) => {
      const { profile, corpus, blocks } = problemOf(guest, one);
      const choose = chooser(choice);
      const orders = blocks.map(({ before }) => anyOrder(before, choose));
      const [entry] = profile.programs;
      const [changed] = reorderedPrograms(profile, blocks, orders, guest.isa);
      moved += orders.reduce((sum, order) => sum + countMoved(order), 0);
      expect(observed(guest, changed.program)).toEqual(observed(guest, one));
      expect(
        tracePrograms(guest.isa, guest.createRuntime().runtime, [changed.program]).programs[0].counts,
      ).toEqual(entry.counts);
      const rebuilt = buildCorpus(guest.isa, { ...profile, programs: [changed] }, [1]);
      const { opcodes, numbers, operandStart } = permuted(corpus, blocks, orders);
      expect({ opcodes, numbers, operandStart }).toEqual({
        opcodes: rebuilt.opcodes,
        numbers: rebuilt.numbers,
        operandStart: rebuilt.operandStart,
      });
    }),
    { numRuns: 300 },
  );
  expect(moved).toBeGreaterThan(100);
}

describe.each([
  ['models', models, fc.oneof(modelsProgram, manyStatements(models, ['next', 'curr']))],
  ['counter', counter, fc.oneof(counterProgram, manyStatements(counter, ['cells', 'saved']))],
  ['guards', guards, fc.oneof(guardsProgram, manyStatements(guards, ['cells', 'saved']))],
] as const)('random programs of the %s machine', (_, guest, programs) => {
  it('do the same in any order of their statements that keeps the dependences', () => {
    checkOrders(guest, programs);
  });

  it('are grouped, and reordered for a set, within the dependences and never for the worse', () => {
    let saved = 0;
    fc.assert(
      fc.property(programs, choices, (one, choice) => {
        const { corpus, blocks } = problemOf(guest, one);
        const patterns = somePatterns(corpus, chooser(choice));
        const orders: StatementOrders = reorder(corpus, blocks, asTheyAre(blocks), patterns, 7);
        for (const [b, block] of blocks.entries()) {
          expect(keeps(block, orders[b])).toBe(true);
          expect(keeps(block, groupedByShape(corpus, blocks)[b])).toBe(true);
        }
        const gain = costOf(corpus, patterns) - costOf(permuted(corpus, blocks, orders), patterns);
        expect(gain).toBeGreaterThanOrEqual(0);
        saved += gain;
        expect(reorder(corpus, blocks, asTheyAre(blocks), patterns, 7)).toEqual(orders);
      }),
      { numRuns: 60 },
    );
    expect(saved).toBeGreaterThan(0);
  });

  it('cost what tiling them says, after every exchange', () => {
    let exchanges = 0;
    fc.assert(
      fc.property(programs, choices, (one, choice) => {
        const { corpus, blocks } = problemOf(guest, one);
        const choose = chooser(choice);
        const patterns = somePatterns(corpus, choose);
        const matcher = new Matcher(corpus, patterns);
        for (const [b, block] of blocks.entries()) {
          const current = new BlockOrder(block, matcher, anyOrder(block.before, choose));
          const count = current.order.length;
          for (let i = 0; i < 15 && count > 1; i++) {
            const low = (choose() * 7 + i) % (count - 1);
            const middle = low + 1 + ((choose() * 5 + i) % (count - low - 1));
            const high = Math.min(count, middle + 1 + choose());
            const swapped = current.order.slice();
            swapped.set(current.order.subarray(middle, high), low);
            swapped.set(current.order.subarray(low, middle), low + high - middle);
            expect(current.maySwap(low, middle, high)).toBe(keeps(block, swapped));
            if (!current.maySwap(low, middle, high)) continue;
            exchanges++;
            current.swap(low, middle, high, current.trySwap(low, middle, high));
            expect(current.order).toEqual(swapped);
            const orders = blocks.map((other, i) =>
              i === b ? swapped : Int32Array.from(other.before.keys()),
            );
            const alone = blocks.map((_, i) => ({ ...corpus.blocks[i], weight: i === b ? 1 : 0 }));
            const cost = costOf({ ...permuted(corpus, blocks, orders), blocks: alone }, patterns);
            expect(corpus.blocks[b].cost - current.saved).toBe(cost);
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(exchanges).toBeGreaterThan(100);
  });
});

describe('statements', () => {
  const lines = (...shapes: readonly string[]) =>
    program('lines', 'test', { main: [...shapes, 'halt'].join('\n') });
  const a = (cell: number) => `push 1\nstore ${cell}`;
  const b = (cell: number) => `increment ${cell}\nincrement ${cell}`;

  it('of the same shape come one after the other', () => {
    const { corpus, blocks } = problemOf(
      counter,
      lines(a(0), 'load 4\nstore 5', a(1), 'load 6\nstore 7', a(2)),
    );
    expect([...groupedByShape(corpus, blocks)[0]]).toEqual([0, 2, 4, 1, 3, 5]);
  });

  it('move next to what they can be fused with', () => {
    const { corpus, blocks } = problemOf(counter, lines(a(0), b(3), 'load 0\nemit', b(4)));
    const fused: Pattern = {
      parts: [
        { opcode: 'store', bindings: [{ kind: 'free' }] },
        { opcode: 'load', bindings: [{ kind: 'same', as: 0, offset: 0 }] },
        { opcode: 'emit', bindings: [] },
      ],
    };
    const orders = reorder(corpus, blocks, asTheyAre(blocks), [fused], 1);
    expect(costOf(permuted(corpus, blocks, orders), [fused])).toBe(costOf(corpus, []) - 2);
    expect(countMoved(orders[0])).toBeGreaterThan(0);
  });

  it('count as moved as few as explain the order', () => {
    expect(countMoved(Int32Array.of(0, 1, 2))).toBe(0);
    expect(countMoved(Int32Array.of(2, 0, 1))).toBe(1);
    expect(countMoved(Int32Array.of(3, 2, 1, 0))).toBe(3);
  });
});

describe('random programs whose functions see memories', () => {
  it('do the same in any order of their statements that keeps the dependences', () => {
    checkOrders(seers, fc.oneof(seersProgram, manyStatements(seers, ['cells', 'saved'])));
  });

  it('do so with scratch memories', () => {
    checkOrders(drafts, fc.oneof(draftsProgram, manyStatements(drafts, ['cells', 'saved'])));
  });
});
