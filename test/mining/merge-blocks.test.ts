import { describe, expect, it } from 'vitest';
import { buildCorpus } from '../../src/mining/corpus.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { mergeBlocks } from '../../src/mining/merge-blocks.js';
import { isa, program } from '../machines/counter/counter.js';
import { profileOfPrograms } from '../passes/support.js';
import { weightedCorpus } from './support.js';

const limits = { maxLength: 4, payload: 2, minPlaces: 1, minPrograms: 1 };

/** Programs of increasing weight. */
function corpusOf(...programs: readonly (readonly string[])[]) {
  return weightedCorpus(
    programs,
    programs.map((_, i) => i + 1),
  );
}

describe('blocks that are alike', () => {
  const lines = ['load 3', 'load 4', 'add', 'push 7', 'add', 'store 3'];
  const elsewhere = ['load 8', 'load 9', 'add', 'push 7', 'add', 'store 8'];

  it('are kept once, with the weights and the places of all', () => {
    const merged = mergeBlocks(corpusOf(lines, elsewhere), limits.maxLength);
    expect(merged.blocks).toHaveLength(1);
    expect(merged.blocks[0]).toMatchObject({ weight: 3, copies: 2 });
    expect(merged.opcodes).toHaveLength(lines.length + 1);
    expect(new Set(merged.counts)).toEqual(new Set([2]));
  });

  it.each([
    ['another constant', ['load 8', 'load 9', 'add', 'push 6', 'add', 'store 8']],
    ['slots that are no neighbours', ['load 7', 'load 9', 'add', 'push 7', 'add', 'store 7']],
    ['a slot that is the same only in one', ['load 8', 'load 8', 'add', 'push 7', 'add', 'store 8']],
    ['another opcode', ['load 8', 'load 9', 'add', 'push 7', 'add', 'add']],
  ])('are not those with %s', (_, other) => {
    expect(mergeBlocks(corpusOf(lines, other), limits.maxLength).blocks).toHaveLength(2);
  });

  it('are alike as far as a sequence reaches, not farther', () => {
    const far = ['load 8', 'load 9', 'add', 'push 7', 'add', 'store 1'];
    expect(mergeBlocks(corpusOf(lines, far), 4).blocks).toHaveLength(1);
    expect(mergeBlocks(corpusOf(lines, far), 6).blocks).toHaveLength(2);
  });

  it('give the candidates they gave apart', () => {
    const apart = corpusOf(lines, elsewhere, lines);
    const merged = mergeBlocks(apart, limits.maxLength);
    const weigh = (corpus: typeof apart) =>
      enumerateCandidates(corpus, limits)
        .candidates.map(
          ({ length, occurrences, payload }) =>
            `${length} ${payload} ${occurrences.reduce((sum, at) => sum + corpus.blocks[corpus.blockOf[at]].weight, 0)}`,
        )
        .sort();
    expect(weigh(merged)).toEqual(weigh(apart));
  });

  it('are those that are left at the same places as often, in proportion', () => {
    const profile = profileOfPrograms(
      ['one', 'two', 'three'].map((name) => program(name, 'test', { main: 'dup\nadd\ndup\nhalt' })),
    );
    const left = [
      [6, 6, 4, 4],
      [3, 3, 2, 2],
      [6, 4, 4, 4],
    ];
    const programs = profile.programs.map((entry, i) => ({ ...entry, counts: [Float64Array.from(left[i])] }));
    const { blocks, counts, shares } = mergeBlocks(buildCorpus(isa, { ...profile, programs }, [1, 1, 1]), 4);
    expect(blocks.map(({ copies, weight }) => [copies, weight])).toEqual([
      [2, 3],
      [1, 2],
    ]);
    expect([...shares]).toEqual([3, 3, 2, 2, 3, 2, 2, 2]);
    expect([...counts]).toEqual([9, 9, 6, 6, 6, 4, 4, 4]);
  });
});
