import { describe, expect, it } from 'vitest';
import type { MiningOptions } from '../../passes/decisions.js';
import { choose, runPipeline, Stopwatch } from '../../passes/pipeline.js';
import { trace } from '../../passes/trace.js';
import { formatPattern } from '../../src/isa/pattern.js';
import { measureDrift } from '../../src/mining/drift.js';
import { programs } from '../machines/counter/counter.js';
import { corpusOf, counter, options, pattern, profileOf } from '../passes/support.js';

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

  it('has regret or none, never less, where the set keeps the limits: the search starts from it', () => {
    const profile = trace(counter.isa, counter.runtime, programs);
    const overrides = { always: [], never: [] };
    const limits = { ...options, budget: 3, minPlaces: 1 };
    const mined = (change: Partial<MiningOptions>, from?: readonly string[]) =>
      choose(counter, profile, { ...limits, ...change }, { ...overrides, from }, new Stopwatch());
    const changes = [{}, { maxLength: 2 }, { payload: 1 }, { weighting: 'static' }, { budget: 1 }] as const;
    for (const change of changes) {
      const old = mined(change).decisions.superinstructions.map((entry) => entry.pattern);
      expect(mined({}, old).drift?.regret).toBeGreaterThanOrEqual(0);
    }
  });

  it('is none without a set to start from', () => {
    const profile = profileOf(['dup', 'add', 'dup', 'add']);
    const overrides = { always: [], never: [] };
    expect(choose(counter, profile, options, overrides, new Stopwatch()).drift).toBeNull();
  });

  it('is measured on the programs mined, not on those held out', () => {
    const overrides = { always: [], never: [], from: ['dup; mul'] };
    const [{ name }] = programs;
    const held = { ...options, holdOut: name };
    const run = runPipeline(counter, programs, held, overrides, [], new Stopwatch());
    const { drift, bound } = run.summary;
    expect(drift?.baseline).toBe(run.decisions.curve[0]);
    expect(drift?.after).toBeCloseTo(bound.weightedDispatches, 6);
    expect(drift?.kept.concat(drift.added)).toEqual(run.fused.patterns.map(formatPattern));
  });
});
