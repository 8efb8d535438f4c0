import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareSets } from '../../passes/compare.js';
import { tracePrograms } from '../../passes/trace.js';
import { readArtifact } from '../../src/artifacts/files.js';
import { chosenPatterns, decisionsArtifact } from '../../src/artifacts/superinstructions.js';
import { models } from '../../src/machines/models/machine.js';
import { packageRoot } from '../../src/util/package-root.js';
import { sharedCorpora } from '../corpora.js';
import { choose } from '../pipelines.js';

const file = join(packageRoot, 'corpora/hand-made.json');

describe('the set that an engine’s author wrote by hand', () => {
  const { isa, runtime } = models;
  const byHand = chosenPatterns(isa, readArtifact(decisionsArtifact, file), file);

  it('is kept whole by its always list', () => {
    const { always, superinstructions } = readArtifact(decisionsArtifact, file);
    expect(new Set(superinstructions.map(({ pattern }) => pattern))).toEqual(new Set(always));
    expect(readFileSync(file, 'utf8')).not.toContain('NaN');
  });

  it.skipIf(!sharedCorpora)(
    'leaves World3 at least 20 points more than 55 mined ones (beside the clone)',
    async () => {
      const path = join(sharedCorpora ?? '', 'world3/wrld3-03.mdl');
      const { program } = models.compile(path, { name: 'World3', family: 'world3' });
      const profile = tracePrograms(isa, runtime, [program]);
      const options = {
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
        holdOut: null,
      } as const;
      const { decisions } = await choose(models, profile, { ...options, weighting: 'families' });
      const sets = { left: byHand, right: chosenPatterns(isa, decisions, 'mined') };
      const [world3] = compareSets(isa, profile, sets).programs;
      expect(world3.left / world3.baseline).toBeGreaterThan(world3.right / world3.baseline + 0.2);
    },
  );
});
