import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedCorpora } from '../../corpora.js';
import { compare, readReference } from './reference-output.js';
import { simulate } from './reference-simulator.js';
import { analyseModel, parseModel } from './shared-models.js';

describe.skipIf(!sharedCorpora)('published models (beside the clone)', () => {
  const file = (...path: readonly string[]) => join(sharedCorpora ?? '', ...path);

  it('World3 matches Vensim in every column within 1e-3', () => {
    const model = analyseModel(file('world3', 'wrld3-03.mdl'));
    const reference = readReference(file('world3', 'reference.csv'));
    const { compared, different, missing } = compare(model, simulate(model), reference);
    expect(different).toEqual([]);
    expect(missing).toEqual([]);
    expect(compared).toBe(296);
  });

  it('C-LEARN matches Vensim in at least 3,380 columns within 1 %', () => {
    const model = analyseModel(file('c-learn', 'c-learn-77.mdl'));
    const reference = readReference(file('c-learn', 'reference.csv'));
    const { compared, different, missing } = compare(model, simulate(model), reference, {
      relative: 1e-2,
      absolute: 1e-5,
    });
    console.log(
      different
        .map(({ name, time, expected, actual }) => `${name} at ${time}: ${actual}, not ${expected}`)
        .join('\n'),
    );
    expect(compared - different.length).toBeGreaterThanOrEqual(3380);
    // What only Vensim's run has are lookup tables, which have no values here.
    const tables = new Set(
      parseModel(file('c-learn', 'c-learn-77.mdl'))
        .equations.filter(({ definition }) => definition.kind === 'lookup')
        .map(({ name }) => name.toLowerCase()),
    );
    expect(missing.filter((name) => !tables.has(name.replace(/\[.*/, '')))).toEqual([]);
  });

  const metasd = sharedCorpora ? readdirSync(file('metasd')).filter((name) => name.endsWith('.mdl')) : [];
  it.each(metasd)('%s runs, or says which data it needs', (name) => {
    const run = () => simulate(analyseModel(file('metasd', name)));
    if (/^free/.test(name)) expect(run).toThrow(/"Coal Production" is external data.*needs it/);
    else expect(run().times.length).toBeGreaterThan(1);
  });
});
