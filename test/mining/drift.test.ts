import { describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import type { MiningOptions } from '../../src/artifacts/options.js';
import { formatPattern } from '../../src/isa/pattern.js';
import { measureDrift } from '../../src/mining/drift.js';
import { programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { corpusOf, options, pattern, profileOf } from '../passes/support.js';
import { choose, runMainJob } from '../pipelines.js';

describe('drift', () => {
  const corpus = corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'mul']);
  const [dupAdd, dupMul, swapAdd] = ['dup; add', 'dup; mul', 'swap; add'].map(pattern);

  it('says what stayed, went and came, and what either set leaves', () => {
    expect(measureDrift(corpus, 'dispatches', [swapAdd, dupMul], [dupAdd, dupMul])).toEqual({
      kept: ['dup; mul'],
      dropped: ['swap; add'],
      added: ['dup; add'],
      baseline: 7,
      before: 6,
      after: 4,
      regret: 1 - 4 / 6,
    });
  });

  it('has no regret for a set as good, and less than none for a better one', () => {
    expect(measureDrift(corpus, 'dispatches', [dupAdd, swapAdd], [dupAdd]).regret).toBe(0);
    expect(measureDrift(corpus, 'dispatches', [dupAdd], [dupMul]).regret).toBeLessThan(0);
  });

  it('has regret or none, never less, where the set keeps the limits: the search starts from it', async () => {
    const profile = tracePrograms(counter.isa, counter.runtime, programs);
    const limits = { ...options, budget: 3, minPlaces: 1 };
    const mined = (change: Partial<MiningOptions>, from?: readonly string[]) =>
      choose(counter, profile, { ...limits, ...change }, { from });
    const changes = [{}, { maxLength: 2 }, { payload: 1 }, { weighting: 'static' }, { budget: 1 }] as const;
    for (const change of changes) {
      const { decisions } = await mined(change);
      const old = decisions.superinstructions.map((entry) => entry.pattern);
      expect((await mined({}, old)).drift?.regret).toBeGreaterThanOrEqual(0);
    }
  });

  it('is none without a set to start from', async () => {
    const profile = profileOf(['dup', 'add', 'dup', 'add']);
    expect((await choose(counter, profile, options)).drift).toBeNull();
  });

  it('is measured on the programs mined, not on those held out', async () => {
    const [{ name }] = programs;
    const held = { ...options, holdOut: name };
    const run = await runMainJob(counter, programs, held, { from: ['dup; mul'] });
    const { drift, bound } = run.summary;
    expect(drift?.baseline).toBe(run.decisions.curve[0]);
    expect(drift?.after).toBeCloseTo(bound.weightedDispatches, 6);
    expect(drift?.kept.concat(drift.added)).toEqual(run.fused.patterns.map(formatPattern));
  });
});
