import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';
import { callsOf, hasStrace, type KilledWrites, killAt } from './killed-writes.js';
import type { Subject } from './subject.js';

/** Every system call by which one run replaces another, from one that the seed chooses. */
export const killedRuns: Subject = {
  name: 'killed-runs',
  what: 'kills who writes a run folder at every system call; nobody must see a mix of two runs',
  async run({ seed, cases, seconds, found }) {
    if (!hasStrace) return { cases: 0, skipped: 'strace is missing' };
    const end = performance.now() + 1000 * seconds;
    const work = mkdtempSync(join(tmpdir(), 'killed-runs-'));
    try {
      const runs = twoRuns(work);
      const calls = callsOf(runs);
      let tried = 0;
      for (; tried < Math.min(cases, calls.length) && performance.now() < end; tried++) {
        const call = calls[(seed + tried) % calls.length];
        try {
          killAt(runs, call);
        } catch (error) {
          const { message } = error as Error;
          const files = new Map([['call.json', JSON.stringify(call)]]);
          found({ title: message.slice(0, 80), details: message, repeat: 'killAt', files });
        }
      }
      return { cases: tried, skipped: null };
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  },
};

/** The second has fewer superinstructions, and handlers in one language less. */
export function twoRuns(work: string): KilledWrites {
  const runs = { before: join(work, 'before'), after: join(work, 'after'), work };
  const main = join(packageRoot, 'dist/src/cli/main.js');
  const model = join(packageRoot, 'corpora/ecology/logistic.xmile');
  mkdirSync(work, { recursive: true });
  for (const args of [
    ['--budget', '3', '--targets', 'ts,c', '--out', runs.before],
    ['--budget', '2', '--out', runs.after],
  ])
    spawnSync(process.execPath, [main, model, ...args, '--no-config', '--quiet']);
  return runs;
}
