import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failures } from '../../src/artifacts/evidence.js';
import { models } from '../../src/machines/models/machine.js';
import { sharedCorpora } from '../corpora.js';
import { runMainJob } from '../pipelines.js';

describe.skipIf(sharedCorpora === null)('World3 (skipped where ../shared/corpora is absent)', () => {
  let run: Awaited<ReturnType<typeof runMainJob>>;

  beforeAll(async () => {
    const { program } = models.compile(join(sharedCorpora!, 'world3/wrld3-03.mdl'), {
      name: 'World3',
      family: 'world3',
    });
    run = await runMainJob(
      models,
      [program],
      {
        budget: 55,
        maxLength: 8,
        payload: 6,
        objective: 'dispatches',
        costs: null,
        minPlaces: 2,
        minShare: 0,
        minGain: 0,
        seconds: null,
        schedule: 'none',
        weighting: 'families',
        holdOut: null,
      },
      {},
      ['ts'],
    );
  });

  it('loses at least 76 % of its dispatches to 55 superinstructions', () => {
    expect(run.summary.total.reduction).toBeGreaterThanOrEqual(0.76);
    expect(run.decisions.superinstructions.length).toBeLessThanOrEqual(55);
  });

  it('reruns bit-identically with the dispatches predicted', () => {
    expect(failures(run.evidence)).toEqual([]);
    expect(run.evidence.programs[0].statesCompared).toBe(402);
  });

  it('knows how far the set is from the best', () => {
    expect(run.summary.bound.fusedDispatches).toBeLessThanOrEqual(run.summary.bound.weightedDispatches);
    expect(run.summary.bound.gap).toBeLessThan(0.15);
  });
});
