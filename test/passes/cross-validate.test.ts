import { describe, expect, it } from 'vitest';
import { crossValidatePass, type Fold, type JudgeFolds, judgeFold } from '../../passes/cross-validate.js';
import { deciding } from '../../passes/pipelines.js';
import { runPipeline } from '../../passes/runner.js';
import { tracePrograms } from '../../passes/trace.js';
import type { Profile } from '../../src/bytecode/profile.js';
import { NO_NAMED_PATTERNS } from '../../src/mining/choices.js';
import { programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { runMainJob } from '../pipelines.js';
import { options } from './support.js';

const families = ['loops', 'others'];
const grouped = programs.map((program, i) => ({ ...program, family: families[i % 2] }));
const mining = { ...options, budget: 2 };
const inner = deciding({ mining, overrides: { always: [], never: [] } });
const traced = tracePrograms(counter.isa, counter.runtime, grouped);

async function validate(profile: Profile = traced, judge?: JudgeFolds) {
  const { artifacts } = await runPipeline([crossValidatePass(mining, inner, judge)], {
    given: { machine: counter, profile, named: NO_NAMED_PATTERNS },
    wanted: ['crossValidation'],
  });
  return artifacts.crossValidation;
}

async function dispatchesLeft(holdOut: string | null) {
  return (await runMainJob(counter, grouped, { ...mining, holdOut })).summary;
}

describe('cross-validation', () => {
  it('judges each family on the set mined from the others, as holding it out does', async () => {
    const result = await validate();
    expect(result.families.map(({ family }) => family)).toEqual(families);
    for (const { family, heldOut, heldOutDispatches } of result.families) {
      const expected = (await dispatchesLeft(family)).heldOut;
      expect(heldOutDispatches).toBe(expected?.fusedDispatches);
      expect(heldOut).toBe(expected?.reduction);
    }
  });

  it('puts beside it what the set mined from everything leaves', async () => {
    const { families: rows, total, mean } = await validate();
    const all = await dispatchesLeft(null);
    expect(total.inSampleDispatches).toBe(all.total.fusedDispatches);
    expect(total.baselineDispatches).toBe(all.total.baselineDispatches);
    expect(total.heldOutDispatches).toBe(rows.reduce((sum, row) => sum + row.heldOutDispatches, 0));
    expect(mean.overfitting).toBeCloseTo(mean.inSample - mean.heldOut, 12);
    for (const row of rows) expect(row.overfitting).toBe(row.inSample - row.heldOut);
  });

  it('says the same whatever the order in which folds are judged', async () => {
    const judged: Fold[] = [];
    const backwards: JudgeFolds = async (input, folds) => {
      const left = new Map<Fold, number[]>();
      for (const fold of [...folds].reverse()) {
        judged.push(fold);
        const run = async (...request: Parameters<typeof runPipeline>) =>
          (await runPipeline(...request)).artifacts;
        left.set(fold, await judgeFold(input, fold, mining, inner, run));
      }
      return folds.map((fold) => left.get(fold)!);
    };
    expect(await validate(traced, backwards)).toEqual(await validate());
    expect(judged).toEqual(['others', 'loops', null]);
  });

  it('needs two families', async () => {
    const profile = tracePrograms(counter.isa, counter.runtime, grouped.slice(0, 1));
    await expect(validate(profile)).rejects.toThrow(/there is only loops/);
  });

  it('takes families by their own name: a program that is called like one changes nothing', async () => {
    const named = grouped.map((program, i) => (i === 0 ? { ...program, name: families[1] } : program));
    const profile = tracePrograms(counter.isa, counter.runtime, named);
    expect(await validate(profile)).toEqual(await validate());
  });
});
