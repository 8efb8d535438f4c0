import { beforeAll, describe, expect, test } from 'vitest';
import {
  findDisagreements,
  rankSuperinstructions,
  renderDisagreement,
  shift,
} from '../../src/report/disagreement.js';
import { rankSequences } from '../../src/report/sequences.js';
import { type CounterRun, counterRun } from './counter-run.js';
import { textOf } from './page.js';

const sequence = (opcodes: string, staticCount: number, dynamicCount: number) => ({
  opcodes: opcodes.split(' '),
  staticCount,
  dynamicCount,
  programs: 1,
});
const find = (...sequences: readonly ReturnType<typeof sequence>[]) => {
  const { hot, widespread } = findDisagreements(rankSequences(sequences, sequences.length), 8);
  const names = (list: typeof hot) => list.map(({ opcodes }) => opcodes.join(' '));
  return { hot: names(hot), widespread: names(widespread) };
};

describe('disagreements', () => {
  test('are what executes much in few places, and the other way round', () => {
    const found = find(
      sequence('a b', 1, 900),
      sequence('c d', 50, 800),
      sequence('e f', 40, 700),
      sequence('g h', 60, 1),
    );
    expect(found).toEqual({ hot: ['a b'], widespread: ['g h'] });
  });

  test('are none where both counts rank alike', () => {
    const alike = [sequence('a b', 9, 90), sequence('b c', 8, 80), sequence('c d', 7, 70)];
    expect(find(...alike)).toEqual({ hot: [], widespread: [] });
  });

  test('show one sequence of those that are mostly the same', () => {
    const found = find(
      sequence('a b c d', 1, 900),
      sequence('b c d a', 1, 899),
      sequence('x y', 50, 30),
      sequence('y z', 40, 20),
    );
    expect(found.hot).toEqual(['a b c d']);
  });

  test('shift up when executions count more', () => {
    expect([shift({ staticRank: 9, dynamicRank: 2 }), shift({ staticRank: 2, dynamicRank: 9 })]).toEqual([
      7, -7,
    ]);
  });
});

describe('superinstructions', () => {
  let run: CounterRun;

  beforeAll(async () => {
    run = await counterRun();
  });

  test('are counted where the fused code has them, and as often as the rerun came to them', () => {
    const ranked = rankSuperinstructions(run);
    expect(ranked.map(({ executions }) => executions)).toEqual(
      run.evidence.superinstructions.map(({ executions }) => executions),
    );
    const baseline = run.summary.programs.reduce((sum, { instructions }) => sum + instructions, 0);
    const left = run.tiled.reduce(
      (sum, { starts }) => sum + starts.reduce((most, { length }) => most + length, 0),
      0,
    );
    const saved = ranked.reduce(
      (sum, { index, places }) => sum + places * (run.fused.patterns[index].parts.length - 1),
      0,
    );
    expect(left).toBe(baseline - saved);
  });

  test('and sequences are told in a section of the report', () => {
    expect(textOf(renderDisagreement(run).text)).toMatch(/^Static against dynamic\n/m);
    expect(renderDisagreement({ ...run, sequences: [] }).text).toBe('');
  });
});
