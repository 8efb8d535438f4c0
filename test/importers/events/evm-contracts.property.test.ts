import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  type EvmInstruction,
  type EvmStep,
  evmLine,
  evmName,
  generateContract,
  runContract,
} from '../../../bench/generated-evm-trace.js';
import { recordEvm } from '../../../src/importers/events/evm/record-evm.js';
import type { RecordedFunction } from '../../../src/importers/recording.js';
import { pseudoRandom } from '../../../src/util/random.js';
import { spell } from './any-events.js';
import { anyCuts, inPieces } from './pieces.js';

const CONTRACTS = 5;

/** Transactions that call contracts, which call each other. */
function runAll(transactions: number, random: () => number) {
  const contracts = Array.from({ length: CONTRACTS }, () => generateContract(random, 8));
  const runs = Array.from({ length: transactions }, () => [
    ...runContract(contracts, Math.floor(random() * CONTRACTS), random, { depth: 3, blocks: 12 }),
  ]);
  const summary = '{"stateRoot":"0x0","output":"","gasUsed":"0x5208","pass":true}';
  const lines = runs.map((steps) => [...steps.map((step) => evmLine(step, 1000)), summary]);
  return { contracts, steps: runs.flat(), text: lines.flat().join('\n') };
}

/** Instructions as text, with what they push, and how often they were executed. */
function countsOf(steps: readonly EvmStep[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { contract, pc, op, immediate } of steps) {
    const key = `${contract} ${pc} ${evmName(op)} ${op === 0x7f ? 'word' : (immediate ?? '')}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Which contract a function is: by its address, or by its code where transactions alone ran it. */
function contractOf(fn: RecordedFunction, contracts: readonly (readonly EvmInstruction[][])[]): number {
  return contracts.findIndex((blocks, i) => {
    if (!fn.name.startsWith('depth1')) return addressOf(i) === fn.name;
    const names = new Map(blocks.flat().map(({ pc, op }) => [pc, evmName(op)]));
    return fn.instructions.every(({ pc, op }) => names.get(pc) === op);
  });
}

describe('generated contracts', () => {
  it('are told apart, and counted exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 6 }), async (seed, transactions) => {
        const { contracts, steps, text } = runAll(transactions, pseudoRandom(seed));
        const { programs } = await recordEvm([inPieces(text)]);
        const recorded = programs[0].functions.flatMap((fn) => {
          const contract = contractOf(fn, contracts);
          return fn.instructions.map(({ pc, op, args, n }): [string, number] => [
            `${contract} ${pc} ${op} ${op === 'PUSH32' ? 'word' : args}`,
            n,
          ]);
        });
        expect(recorded.sort()).toEqual([...countsOf(steps)].sort());
      }),
      { numRuns: 50 },
    );
  });

  it('are the same in whatever ways their lines are written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 30 }), anyCuts, async (seed, ways, cuts) => {
        const { steps, text } = runAll(2, pseudoRandom(seed));
        const lines = steps.map((step, i) => {
          // The choices of a way are always the same.
          const random = pseudoRandom(seed + (i % ways));
          return spell(said(step, random), (options) => Math.floor(random() * options), false);
        });
        const plain = text.split('\n').filter((line) => line.startsWith('{"pc"'));
        const [expected, recorded] = await Promise.all([
          recordEvm([inPieces(plain.join('\n'))]),
          recordEvm([inPieces(lines.join('\n'), cuts)]),
        ]);
        expect(recorded).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

/** A line with members that there may be or not. */
function said({ pc, op, stack, depth, immediate }: EvmStep, random: () => number): object {
  const maybe = (value: unknown) => (random() < 0.3 ? value : undefined);
  const written = maybe(op !== 0x7f && immediate !== null ? `0x${immediate.toString(16)}` : undefined);
  return {
    pc,
    op: maybe(`0x${op.toString(16)}`) ?? op,
    depth,
    stack,
    gas: maybe('0x2540be400'),
    immediate: written,
    section: maybe(null),
    error: maybe(maybe('') ?? null),
    memory: maybe(maybe(['0x00', '0x']) ?? `0x${'00'.repeat(40)}`),
    storage: maybe({ '0x0': ']"' }),
    opName: maybe('"pc":1,'),
  };
}
