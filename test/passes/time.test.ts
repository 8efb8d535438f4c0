import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PassContext } from '../../passes/pass.js';
import { timePass } from '../../passes/time.js';
import { tracePrograms } from '../../passes/trace.js';
import type { Technique } from '../../src/execution/technique.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { tileProgram } from '../../src/mining/tile.js';
import { runToEnd } from '../../src/util/steps.js';
import { programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { pattern } from './support.js';

const { isa, runtime } = counter;
const profile = tracePrograms(isa, runtime, programs.slice(0, 1));
const fused = extendIsa(isa, [pattern('dup; load a')]);
const tiled = profile.programs.map(({ program }) => tileProgram(isa, fused, program));
const context: PassContext = {
  writersOf: () => [],
  isCancelled: () => false,
  drive: async (steps) => runToEnd(steps),
  run: () => Promise.reject(new Error('it runs no passes')),
};

/** A machine on which time passes only as the techniques say. */
class Stage {
  /** What was done, in order. */
  readonly log: string[] = [];
  /** Prepared and not yet disposed of. */
  alive = 0;
  #timings = 0;
  #prepared = 0;
  /** How much slower the machine is at the n-th timing. */
  readonly #slowness: (timing: number) => number;

  constructor(slowness: (timing: number) => number = () => 1) {
    this.#slowness = slowness;
  }

  technique(name: string, seconds: readonly [baseline: number, fused: number], change = {}): Technique {
    return {
      target: 'c',
      name,
      isInProcess: true,
      unavailable: () => null,
      prepare: (of, program) => {
        const isFused = of === fused;
        expect(program).toBe(isFused ? tiled[0].program : programs[0]);
        const what = `${name} ${isFused ? 'fused' : 'baseline'}`;
        this.alive++;
        this.log.push(`prepare ${what}`);
        return {
          compileSeconds: ++this.#prepared,
          codeBytes: 64,
          codeUnit: 'bytes',
          time: () => {
            this.log.push(`time ${what}`);
            return seconds[isFused ? 1 : 0] * this.#slowness(this.#timings++);
          },
          checkThatEnds() {},
          follow: () => ({ digests: [], trapped: false }),
          observe: () => ({
            digests: ['1', '2', '3'],
            trapped: false,
            dispatches: isFused ? 60 : 100,
            ...change,
          }),
          stateAt: () => ({}),
          dispose: () => {
            this.alive--;
          },
        };
      },
    };
  }
}

async function timings(techniques: readonly Technique[], rounds = 1, of: FusedIsa = fused) {
  const pass = timePass({ techniques, rounds });
  const result = await pass.run({ machine: counter, fused: of, profile, tiled }, context);
  return result.timings[0].targets;
}

afterEach(() => vi.restoreAllMocks());

describe('timing', () => {
  it('gives ratios to the baseline under the first technique of the target', async () => {
    const stage = new Stage();
    const [{ target, timings: found, nullRatio, nullSpread }] = await timings([
      stage.technique('switch', [8, 4]),
      stage.technique('goto', [6, 2]),
    ]);
    expect(target).toBe('c');
    expect(found.map(({ technique, code, ratio }) => [technique, code, ratio])).toEqual([
      ['switch', 'baseline', 1],
      ['switch', 'fused', 0.5],
      ['goto', 'baseline', 0.75],
      ['goto', 'fused', 0.25],
    ]);
    expect([nullRatio, ...nullSpread]).toEqual([1, 1, 1]);
  });

  it('runs the reference before and after each contestant, all prepared anew in every round', async () => {
    const stage = new Stage();
    await timings([stage.technique('switch', [8, 4])], 2);
    const prepared = ['prepare switch baseline', 'prepare switch baseline', 'prepare switch fused'];
    const timed = ['baseline', 'baseline', 'baseline', 'fused', 'baseline'].map(
      (code) => `time switch ${code}`,
    );
    const counted = ['prepare switch baseline', 'prepare switch fused'];
    expect(stage.log).toEqual([...prepared, ...timed, ...prepared, ...timed, ...counted]);
    expect(stage.alive).toBe(0);
  });

  it('keeps ratios where the machine grows steadily slower, and shows that in the null ratio', async () => {
    const stage = new Stage((timing) => 1 + timing / 4);
    const [{ timings: found, nullRatio }] = await timings([stage.technique('switch', [8, 2])]);
    expect(found.map(({ ratio }) => ratio)).toEqual([1, 0.25]);
    expect(nullRatio).toBeGreaterThan(1);
  });

  it('takes the middle of several rounds, and says how far they spread', async () => {
    // Per round: the reference, the baseline, the reference, fused code, the reference.
    const slowness = [1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 9, 1];
    const stage = new Stage((timing) => slowness[timing]);
    const [{ timings: found }] = await timings([stage.technique('switch', [8, 4])], 3);
    expect(found[1]).toMatchObject({ seconds: 12, ratio: 1.5, spread: [1, 3] });
    expect(found[0]).toMatchObject({ seconds: 8, ratio: 1, spread: [1, 1] });
    // Three are prepared in a round, of which the last two compete.
    expect(found.map(({ compileSeconds }) => compileSeconds)).toEqual([5, 6]);
  });

  it('counts dispatches in a run of its own, per step and per second', async () => {
    const stage = new Stage();
    const none = { dispatches: null };
    const [{ timings: found }] = await timings([
      stage.technique('switch', [8, 3]),
      stage.technique('one function', [2, 1], none),
    ]);
    expect(found[1]).toMatchObject({
      dispatches: 60,
      dispatchesPerStep: 30,
      nanosecondsPerDispatch: 3e9 / 60,
      codeBytes: 64,
      codeUnit: 'bytes',
    });
    expect(found[3]).toMatchObject({
      dispatches: null,
      dispatchesPerStep: null,
      nanosecondsPerDispatch: null,
    });
  });

  it('compares within a target, not across', async () => {
    const stage = new Stage();
    const rust: Technique = { ...stage.technique('switch', [2, 1]), target: 'rust' };
    const found = await timings([stage.technique('switch', [8, 4]), rust]);
    expect(found.map(({ target, timings }) => [target, timings.map(({ ratio }) => ratio)])).toEqual([
      ['c', [1, 0.5]],
      ['rust', [1, 0.5]],
    ]);
  });

  it('looks at no clock but through the techniques', async () => {
    const now = vi.spyOn(performance, 'now');
    const date = vi.spyOn(Date, 'now');
    await timings([new Stage().technique('switch', [8, 4])]);
    expect([now.mock.calls.length, date.mock.calls.length]).toEqual([0, 0]);
  });
});
