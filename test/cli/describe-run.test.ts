import { describe, expect, it } from 'vitest';
import { describeEvidence, describeSearch } from '../../src/cli/describe/run.js';
import { mining } from '../artifacts/mining.js';
import { programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { runMainJob } from '../pipelines.js';

const { evidence, summary } = await runMainJob(counter, programs, { ...mining, budget: 3 });

describe('what the terminal says of a run', () => {
  it('names a superinstruction that never ran where that is no failure: failures name it themselves', () => {
    const neverExecuted = ['push a; \u009badd'];
    const verification = { ...summary.verification, neverExecuted, failures: ['it never ran'] };
    const linesOf = (allowsUnused: boolean) =>
      describeEvidence({ ...evidence, allowsUnused }, { ...summary, verification }, 1, true).split('\n');
    const named = (lines: readonly string[]) => lines.filter((line) => line.startsWith('never executed: '));
    expect(named(linesOf(false))).toEqual([]);
    expect(named(linesOf(true))).toEqual(['never executed: push a; \\u{9b}add']);
  });

  it('says where a curve bends, and that a straight one does not', () => {
    const search = { moves: 1, improvements: 0, stopped: 'moves' } as const;
    const begin = (knee: number) => describeSearch({ knee, search }).split(';')[0];
    expect([0, 1, 2].map(begin)).toEqual([
      'the curve does not bend',
      'the curve bends at 1 superinstruction',
      'the curve bends at 2 superinstructions',
    ]);
  });
});
