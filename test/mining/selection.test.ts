import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPattern } from '../../src/isa/pattern.js';
import { lowerBound } from '../../src/mining/bound.js';
import { patternOf } from '../../src/mining/candidate.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { occurrencesOf } from '../../src/mining/occurrences.js';
import { Tiling } from '../../src/mining/tiling.js';
import { corpusOf, pattern } from '../passes/support.js';
import { selectFrom } from './select-from.js';
import { combinations, drops, fewest, gainsOf, leavingCorpus, limits, line } from './support.js';

describe('selection', () => {
  it('never beats its bound, and the bound never lies above the best set there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 2, maxLength: 10 }),
        drops,
        fc.integer({ min: 1, max: 2 }),
        async (lines, leaving, budget) => {
          const corpus = leavingCorpus(lines, leaving);
          const mined = enumerateCandidates(corpus, limits);
          const best = Math.min(...combinations(mined.candidates, budget).map((set) => fewest(corpus, set)));
          const { bound } = lowerBound(corpus, mined.candidates, {
            budget,
            fixed: new Set(),
            minSaving: 0,
            upperBound: 200 * (lines.length + 1),
            deadline: null,
          });
          expect(bound).toBeLessThanOrEqual(best);
          const { selection: found } = await selectFrom(corpus, { ...limits, budget }, {}, mined);
          expect(found.curve.at(-1)).toBeGreaterThanOrEqual(best);
          expect(found.superinstructions.length).toBeLessThanOrEqual(budget);
          const chosen = found.superinstructions.map(({ pattern }) => occurrencesOf(corpus, pattern));
          const tiles = found.superinstructions.map(({ pattern }, i) => ({
            length: pattern.parts.length,
            occurrences: chosen[i],
            saving: pattern.parts.length - 1,
            gains: gainsOf(pattern.parts.length),
          }));
          const tiling = new Tiling(corpus);
          for (const tile of tiles) tiling.add(tile);
          expect(tiling.cost).toBe(found.curve.at(-1));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes what always names, spends the budget on it, and never what never names', async () => {
    const corpus = corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add', 'increment 0', 'increment 1']);
    const mined = enumerateCandidates(corpus, limits);
    const texts = async (always: string[], never: string[], budget: number) => {
      const patterns = (names: string[]) => names.map((name) => pattern(name));
      const named = { always: patterns(always), never: patterns(never) };
      const { selection } = await selectFrom(corpus, { ...limits, budget }, named, mined);
      return selection.superinstructions.map(({ pattern }) => formatPattern(pattern));
    };
    const known = mined.candidates.map((one) => formatPattern(patternOf(corpus, one)));
    expect(known).toContain('increment a; increment b');
    expect(await texts(['increment a; increment b'], [], 1)).toEqual(['increment a; increment b']);
    const [free] = await texts([], [], 1);
    expect(await texts([], [free], 1)).not.toContain(free);
  });

  it('has a bound below what patterns outside the limits leave', async () => {
    const corpus = corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add']);
    const small = { maxLength: 2, payload: 0, minPlaces: 1, minPrograms: 1 };
    const mined = enumerateCandidates(corpus, small);
    const named = { always: [pattern('dup; add; dup; add; dup; add')] };
    const { selection, relaxation } = await selectFrom(corpus, { ...small, budget: 1 }, named, mined);
    expect(selection.curve.at(-1)).toBe(2);
    expect(relaxation.bound).toBeLessThanOrEqual(2);
  });

  it('chooses nothing that saves nothing', async () => {
    const corpus = corpusOf(['dup', 'add']);
    const mined = enumerateCandidates(corpus, limits);
    const { selection } = await selectFrom(corpus, { ...limits, budget: 8 }, {}, mined);
    const { superinstructions } = selection;
    expect(superinstructions.map(({ pattern }) => formatPattern(pattern))).toEqual(['dup; add; halt']);
  });
});

describe('a set to start from', () => {
  it('stands for what was mined and is the same', async () => {
    const corpus = corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add', 'increment 0']);
    const start = [pattern('dup; add'), pattern('dup; add')];
    const { selection } = await selectFrom(corpus, { ...limits, budget: 6 }, { start });
    const texts = selection.superinstructions.map((one) => formatPattern(one.pattern));
    expect(texts.filter((text) => text === 'dup; add').length).toBeLessThanOrEqual(1);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
