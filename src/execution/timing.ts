import { median, quantile } from 'd3-array';
import { Bench } from 'tinybench';
import type { Prepared } from './technique.js';

/** Fewest runs that a median is taken of. */
const MIN_RUNS = 3;

/** Median seconds of one run, run for so many milliseconds; what `reset` does before each does not count. */
export function medianSeconds(milliseconds: number, run: () => void, reset: () => void): number {
  // The first call is made without hooks, to see whether it gives a promise: it is no sample, but has to find
  // everything as it should be all the same.
  let isReset = false;
  const prepare = () => {
    reset();
    isReset = true;
  };
  const runOnce = () => {
    if (!isReset) reset();
    isReset = false;
    run();
  };
  const bench = new Bench({ time: milliseconds, iterations: MIN_RUNS, warmup: false });
  bench.add('run', runOnce, { beforeEach: prepare });
  bench.runSync();
  const { result } = bench.tasks[0];
  if (!('latency' in result)) throw new Error('the benchmark did not run');
  return result.latency.p50 / 1000;
}

/** One contestant over all rounds, in seconds a run. */
export interface Turns {
  readonly seconds: readonly number[];
  /** The reference right before and after each of these, on average. */
  readonly reference: readonly number[];
  readonly compileSeconds: readonly number[];
}

export interface Contest {
  readonly turns: readonly Turns[];
  /** The reference against itself, after over before: how much of a ratio may be noise. */
  readonly nullRatios: readonly number[];
}

/**
 * Times contestants in turn, and the reference before and after each: the machine's speed drifts, their ratio
 * hardly. All are prepared anew in every round, because compilers in this process do not always make the same
 * code of the same text.
 */
export function takeTurns(
  reference: () => Prepared,
  contestants: readonly (() => Prepared)[],
  rounds: number,
  milliseconds: number,
): Contest {
  const turns = contestants.map(() => ({
    seconds: [] as number[],
    reference: [] as number[],
    compileSeconds: [] as number[],
  }));
  const nullRatios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const standard = reference();
    const prepared = contestants.map((prepare) => prepare());
    let before = standard.time(milliseconds);
    for (const [i, turn] of turns.entries()) {
      turn.seconds.push(prepared[i].time(milliseconds));
      const after = standard.time(milliseconds);
      turn.reference.push((before + after) / 2);
      turn.compileSeconds.push(prepared[i].compileSeconds);
      nullRatios.push(after / before);
      before = after;
    }
    for (const one of [standard, ...prepared]) one.dispose();
  }
  return { turns, nullRatios };
}

/** The median of ratios, and between what their middle half lies. */
export function ratioOf(ratios: readonly number[]): {
  readonly ratio: number;
  readonly spread: readonly [lower: number, upper: number];
} {
  return { ratio: median(ratios)!, spread: [quantile(ratios, 0.25)!, quantile(ratios, 0.75)!] };
}
