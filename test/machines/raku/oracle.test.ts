import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedCorpora } from '../../corpora.js';
import { runRaku } from './run.js';

interface Benchmark {
  readonly source: string;
  readonly dispatch: { readonly programOps: number; readonly programStarts: number };
  readonly programs: readonly { readonly ops: string; readonly perIteration: number }[];
}

const oracle: Readonly<Record<string, Benchmark>> = sharedCorpora
  ? JSON.parse(readFileSync(join(sharedCorpora, 'moarvm/oracle.json'), 'utf8')).benchmarks
  : {};

/** Building an object runs less code here than in Rakudo, whose meta-objects are programs as well. */
const FARTHER_OFF: readonly string[] = ['01-new-role'];
const FEW = 50;
const MANY = 3 * FEW;

/** Per iteration: the difference of two runs, so that what happens once does not count. */
function perIteration({ source }: Benchmark) {
  const [few, many] = [FEW, MANY].map((count) => runRaku(source.replace(/\bN\b/g, String(count))));
  const per = (of: (run: typeof few) => number) => (of(many) - of(few)) / (MANY - FEW);
  const ops = new Map(
    [...many.programOps.keys()].map((op) => [op, per((run) => run.programOps.get(op) ?? 0)]),
  );
  return {
    ops,
    programOps: [...ops.values()].reduce((sum, count) => sum + count, 0),
    starts: per(({ sites }) => sites!.accepted + sites!.rejected),
  };
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const dot = (x: ReadonlyMap<string, number>, y: ReadonlyMap<string, number>) =>
    [...x].reduce((sum, [key, value]) => sum + value * (y.get(key) ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe.skipIf(!sharedCorpora)('dispatch programs run as often as in MoarVM 2022.12', () => {
  it.each(Object.keys(oracle))('%s', (name) => {
    const benchmark = oracle[name];
    const { ops, programOps, starts } = perIteration(benchmark);
    const limit = FARTHER_OFF.includes(name) ? 0.4 : 0.25;
    const { dispatch } = benchmark;
    expect(Math.abs(programOps / dispatch.programOps - 1)).toBeLessThan(limit);
    expect(Math.abs(starts / dispatch.programStarts - 1)).toBeLessThan(limit);
    const measured = new Map<string, number>();
    for (const program of benchmark.programs)
      for (const op of program.ops.split(' '))
        measured.set(op, (measured.get(op) ?? 0) + program.perIteration);
    expect(cosine(ops, measured)).toBeGreaterThan(0.9);
  });
});
