import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPattern, type Pattern } from '../../src/isa/pattern.js';
import { patternOf } from '../../src/mining/candidate.js';
import type { Corpus } from '../../src/mining/corpus.js';
import { costLeft } from '../../src/mining/drift.js';
import { kneeOf } from '../../src/mining/knee.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { occurrencesOf } from '../../src/mining/occurrences.js';
import { rankSet } from '../../src/mining/ranking.js';
import { corpusOf, pattern } from '../passes/support.js';
import { limits, line } from './support.js';

const nothingFixed = { minGain: 0, isFixed: () => false };
const textsOf = ({ superinstructions }: ReturnType<typeof rankSet>) =>
  superinstructions.map((one) => formatPattern(one.pattern));
const left = (corpus: Corpus, patterns: readonly Pattern[]) => costLeft(corpus, 'dispatches', patterns);

describe('ranking a set', () => {
  const lines = [...Array(5).fill('dup\nadd'), ...Array(3).fill('increment 0\nincrement 0'), 'dup\nmul'];
  const corpus = corpusOf(lines);
  const [dupAdd, increments, dupMul] = ['dup; add', 'increment a; increment a', 'dup; mul'].map(pattern);

  it('puts first what saves most, in whatever order it comes', () => {
    for (const set of [
      [dupAdd, increments, dupMul],
      [dupMul, increments, dupAdd],
    ])
      expect(textsOf(rankSet(corpus, set, nothingFixed))).toEqual([
        'dup; add',
        'increment a; increment a',
        'dup; mul',
      ]);
  });

  it('drops what saves nothing beside the others, or nothing at all', () => {
    const set = [dupAdd, pattern('swap; add'), pattern('increment a; increment b'), increments];
    expect(textsOf(rankSet(corpus, set, nothingFixed))).toHaveLength(2);
  });

  it('drops what saves less than the share asked for, unless it is fixed', () => {
    const set = [dupAdd, increments, dupMul];
    const minGain = 2 / left(corpus, []);
    expect(textsOf(rankSet(corpus, set, { ...nothingFixed, minGain }))).toEqual([
      'dup; add',
      'increment a; increment a',
    ]);
    const isFixed = (text: string) => text === 'dup; mul';
    expect(textsOf(rankSet(corpus, set, { minGain: 1, isFixed }))).toEqual(['dup; mul']);
    expect(textsOf(rankSet(corpus, [pattern('swap; add')], { minGain: 0, isFixed: () => true }))).toEqual([
      'swap; add',
    ]);
  });

  it('of nothing is what the code costs', () => {
    expect(rankSet(corpus, [], nothingFixed)).toEqual({
      superinstructions: [],
      curve: [left(corpus, [])],
      knee: 0,
    });
  });

  it('tells of each what it saves, alone and after those before it', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 6, maxLength: 30 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(0, 0.05, 0.2),
        (lines, picks, minGain) => {
          const corpus = corpusOf(lines);
          const { candidates } = enumerateCandidates(corpus, limits);
          if (candidates.length === 0) return;
          const indices = new Set(picks.map((pick) => pick % candidates.length));
          const set = [...indices].map((index) => patternOf(corpus, candidates[index]));
          const { superinstructions, curve, knee } = rankSet(corpus, set, { ...nothingFixed, minGain });
          const patterns = superinstructions.map((one) => one.pattern);
          expect(curve).toEqual(
            [...Array(patterns.length + 1).keys()].map((i) => left(corpus, patterns.slice(0, i))),
          );
          expect(knee).toBe(kneeOf(curve));
          for (const [i, one] of superinstructions.entries()) {
            const without = patterns.filter((_, other) => other !== i);
            expect(one.marginal).toBe(left(corpus, without) - left(corpus, patterns));
            expect(one.marginal).toBeGreaterThan(0);
            expect(one.marginal).toBeGreaterThanOrEqual(minGain * curve[0]);
            expect(one.places).toBe(occurrencesOf(corpus, one.pattern).length);
            for (const later of patterns.slice(i + 1))
              expect(left(corpus, [...patterns.slice(0, i), later])).toBeGreaterThanOrEqual(curve[i + 1]);
          }
          if (minGain === 0) expect(curve.at(-1)).toBe(left(corpus, set));
        },
      ),
      { numRuns: 60 },
    );
  });
});
