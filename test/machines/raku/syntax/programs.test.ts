import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedCorpora } from '../../../corpora.js';
import { programNames, readBeside } from './programs.js';
import { problemsOf } from './show.js';

const oracle = sharedCorpora && join(sharedCorpora, 'moarvm/oracle.json');

describe('the programs of corpora/raku', () => {
  it('are many', () => expect(programNames.length).toBeGreaterThan(40));

  it.each(programNames)('%s is in the subset', (name) => {
    expect(problemsOf(readBeside(name, 'raku'))).toEqual([]);
  });
});

describe.skipIf(!oracle || !existsSync(oracle))(
  'the benchmarks beside the clone (skipped where absent)',
  () => {
    it('are in the subset', () => {
      const { benchmarks } = JSON.parse(readFileSync(oracle!, 'utf8')) as {
        benchmarks: Record<string, { source: string }>;
      };
      const sources = Object.values(benchmarks).map(({ source }) => source.replaceAll(/\bN\b/g, '10'));
      expect(sources.map(problemsOf)).toEqual(Array(12).fill([]));
    });
  },
);
