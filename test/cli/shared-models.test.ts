import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedCorpora } from '../corpora.js';
import { readReference } from '../machines/models/reference-output.js';
import { workplace } from './command-line.js';

const work = workplace();
const name = (text: string) =>
  text
    .replace(/["\s_]+/g, ' ')
    .trim()
    .toLowerCase();

describe.skipIf(sharedCorpora === null)('models of others (skipped without ../shared/corpora)', () => {
  const world3 = join(sharedCorpora ?? '', 'world3/wrld3-03.mdl');
  const metasd = join(sharedCorpora ?? '', 'metasd');

  beforeAll(() => {
    expect(work.run('trace', world3, '--out', 'world3/profile.json', '--quiet').status).toBe(0);
    work.run(
      'mine',
      'world3/profile.json',
      '--budget',
      '6',
      '--out',
      'world3/superinstructions.json',
      '--quiet',
    );
  });

  it('run prints World3 as Vensim ran it', () => {
    expect(work.run('run', world3, '--out', 'world3.csv').stdout).toBe('');
    const actual = readReference(work.path('world3.csv'));
    const reference = readReference(join(sharedCorpora ?? '', 'world3/reference.csv'));
    const rowAt = new Map(actual.times.map((time, row) => [time, row]));
    const columns = new Map([...actual.columns].map(([column, values]) => [name(column), values]));
    let compared = 0;
    for (const [column, expected] of reference.columns) {
      const values = columns.get(name(column));
      if (!values) continue;
      compared++;
      for (const [i, time] of reference.times.entries()) {
        if (Number.isNaN(expected[i])) continue;
        const error = Math.abs(values[rowAt.get(time) ?? -1] - expected[i]);
        expect(error, `${column} at ${time}`).toBeLessThanOrEqual(1e-5 + 1e-3 * Math.abs(expected[i]));
      }
    }
    expect(compared).toBeGreaterThan(250);
  });

  it('World3 goes from its profile to a report, verified', () => {
    expect(work.run('report', 'world3').status).toBe(0);
    const { verification, total } = work.readJson('world3/summary.json');
    expect(verification).toMatchObject({ bitIdentical: true, predictedEqualsMeasured: true, failures: [] });
    expect(total.reduction).toBeGreaterThan(0.4);
    const { programs } = JSON.parse(work.run('compare', 'world3', 'world3', '--json').stdout);
    expect(programs[0].left).toBe(programs[0].right);
  });

  it('a set for World3 is verified on models it was not mined from', () => {
    const models = readdirSync(metasd).filter((file) =>
      /^(IDch15d|integration3|RealBeer4).*\.mdl$/.test(file),
    );
    const paths = models.map((file) => join(metasd, file));
    expect(models).toHaveLength(3);
    const { status, stdout } = work.run(
      'verify',
      'world3/superinstructions.json',
      ...paths,
      '--allow-unused',
    );
    expect(stdout).toContain('bit-identical');
    expect(stdout).not.toContain('best possible');
    expect(status).toBe(0);
  });

  it('a model that lacks its data says which, and how to give it', () => {
    const before = work.contents();
    const { status, stderr } = work.run('trace', join(metasd, 'free 6.mdl'), '--out', 'free.json');
    expect(stderr).toMatch(/free 6\.mdl:\d+:\d+: "Coal Production" is external data: .*--data/);
    expect(status).toBe(2);
    expect(work.contents()).toEqual(before);
  });
});
