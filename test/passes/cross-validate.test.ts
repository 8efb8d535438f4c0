import { describe, expect, it } from 'vitest';
import { crossValidate, type Fold, type FoldInput, judgeFold } from '../../passes/cross-validate.js';
import { runPipeline, Stopwatch } from '../../passes/pipeline.js';
import { trace } from '../../passes/trace.js';
import { programs } from '../machines/counter/counter.js';
import { counter, options } from './support.js';

const { isa, runtime } = counter;
const overrides = { always: [], never: [] };
const families = ['loops', 'others'];
const grouped = programs.map((program, i) => ({ ...program, family: families[i % 2] }));
const input = { isa, profile: trace(isa, runtime, grouped), options: { ...options, budget: 2 }, overrides };
const dispatchesLeft = (holdOut: string | null) => {
  const limits = { ...input.options, holdOut };
  return runPipeline(counter, grouped, limits, overrides, [], new Stopwatch()).summary;
};

describe('cross-validation', () => {
  it('judges each family on the set mined from the others, as holding it out does', async () => {
    const result = await crossValidate(input);
    expect(result.families.map(({ family }) => family)).toEqual(families);
    for (const { family, heldOut, heldOutDispatches } of result.families) {
      const expected = dispatchesLeft(family).heldOut;
      expect(heldOutDispatches).toBe(expected?.fusedDispatches);
      expect(heldOut).toBe(expected?.reduction);
    }
  });

  it('puts beside it what the set mined from everything leaves', async () => {
    const { families: rows, total, mean } = await crossValidate(input);
    const all = dispatchesLeft(null);
    expect(total.inSampleDispatches).toBe(all.total.fusedDispatches);
    expect(total.baselineDispatches).toBe(all.total.baselineDispatches);
    expect(total.heldOutDispatches).toBe(rows.reduce((sum, row) => sum + row.heldOutDispatches, 0));
    expect(mean.overfitting).toBeCloseTo(mean.inSample - mean.heldOut, 12);
    for (const row of rows) expect(row.overfitting).toBe(row.inSample - row.heldOut);
  });

  it('says the same whatever the order in which folds are judged', async () => {
    const backwards = async (given: FoldInput, folds: readonly Fold[]) =>
      [...folds]
        .reverse()
        .map((fold) => judgeFold(given, fold))
        .reverse();
    expect(await crossValidate(input, backwards)).toEqual(await crossValidate(input));
  });

  it('needs two families', async () => {
    const profile = trace(isa, runtime, grouped.slice(0, 1));
    await expect(crossValidate({ ...input, profile })).rejects.toThrow(/there is only loops/);
  });

  it('takes families by their own name: a program that is called like one changes nothing', async () => {
    const named = grouped.map((program, i) => (i === 0 ? { ...program, name: families[1] } : program));
    const profile = trace(isa, runtime, named);
    expect(await crossValidate({ ...input, profile })).toEqual(await crossValidate(input));
  });
});
