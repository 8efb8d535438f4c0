import { describe, expect, inject, it } from 'vitest';
import { twoRuns } from '../../scripts/fuzz/killed-runs.js';
import { callsOf, hasStrace, killAt } from '../../scripts/fuzz/killed-writes.js';
import { workplace } from './command-line.js';

const work = workplace();
/** Of some 180: the others are tried by `npm run fuzz`. */
const SAMPLE = 6;

describe.skipIf(!hasStrace)('a run that is killed while it is written (skipped without strace)', () => {
  it('leaves the run before, its own, or a manifest that says which file is of which', () => {
    const runs = twoRuns(work.folder);
    const calls = callsOf(runs);
    const renames = calls.filter(({ name }) => name.startsWith('rename'));
    expect(renames.length).toBeGreaterThan(10);
    const midway = killAt(runs, renames[5]);
    expect(midway).toMatch(
      /^\S*run-manifest\.json:1:1: a run was ended while .* of that run, .* of the run before/,
    );
    const seen = Array.from({ length: SAMPLE }, (_, i) => {
      const position = inject('seed') + Math.floor((i * calls.length) / SAMPLE);
      return killAt(runs, calls[position % calls.length]);
    });
    expect(seen).toContain('before');
    for (const state of seen) expect(state).toMatch(/^(before|after)$|run-manifest\.json:1:1: /);
  });
});
