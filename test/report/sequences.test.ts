import { expect, test } from 'vitest';
import { disagree, rankSequences } from '../../src/report/sequences.js';

const sequence = (opcodes: string, staticCount: number, dynamicCount: number) => ({
  opcodes: opcodes.split(' '),
  staticCount,
  dynamicCount,
  programs: 1,
});

test('sequences go by executions times (length - 1), the most first', () => {
  const ranked = rankSequences(
    [sequence('a b', 9, 100), sequence('a b c', 5, 80), sequence('b c', 1, 10)],
    2,
  );
  expect(ranked.map(({ opcodes, savings }) => [opcodes.join(' '), savings])).toEqual([
    ['a b c', 160],
    ['a b', 100],
  ]);
});

test('equal savings share a rank, and the next rank counts them all', () => {
  const ranked = rankSequences([sequence('a b', 3, 10), sequence('b c', 2, 10), sequence('c d', 1, 5)], 3);
  expect(ranked.map(({ dynamicRank }) => dynamicRank)).toEqual([1, 1, 3]);
  expect(ranked.map(({ staticRank }) => staticRank)).toEqual([1, 2, 3]);
});

test('ranks disagree when one is four times the other, either way', () => {
  const [base] = rankSequences([sequence('a b', 1, 1)], 1);
  const at = (dynamicRank: number, staticRank: number) => disagree({ ...base, dynamicRank, staticRank });
  expect([at(1, 3), at(1, 4), at(8, 2), at(8, 3)]).toEqual([false, true, true, false]);
});
