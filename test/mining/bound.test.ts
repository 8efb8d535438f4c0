import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerBound } from '../../src/mining/bound.js';
import type { Candidate } from '../../src/mining/candidate.js';
import type { Corpus } from '../../src/mining/corpus.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { combinations, drops, fewest, leavingCorpus, limits, line, weightedCorpus } from './support.js';

const unhurried = { fixed: new Set<number>(), minSaving: 0, deadline: null };

/** Two programs of different weights. */
const small = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 6 }), fc.array(line, { minLength: 1, maxLength: 5 }))
  .map((programs) => weightedCorpus(programs, [1, 3]));

function fewestWith(corpus: Corpus, candidates: readonly Candidate[], set: readonly number[]): number {
  return fewest(
    corpus,
    set.map((index) => candidates[index]),
  );
}

describe('the bound', () => {
  it('takes in candidates below the threshold and those too many to list', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 2, maxLength: 10 }),
        drops,
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 0, max: 1200 }),
        fc.constantFrom(0, 2, 1000),
        (lines, leaving, budget, minSaving, maxNodes) => {
          const corpus = leavingCorpus(lines, leaving);
          const all = enumerateCandidates(corpus, limits).candidates;
          const best = Math.min(...combinations(all, budget).map((set) => fewest(corpus, set)));
          const { candidates, relaxed } = enumerateCandidates(corpus, limits, minSaving, maxNodes);
          const { bound } = lowerBound(corpus, [...candidates, ...relaxed], {
            budget,
            fixed: new Set(),
            minSaving,
            upperBound: 200 * (lines.length + 1),
            deadline: null,
          });
          expect(bound).toBeLessThanOrEqual(best);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is of sets that have what is named always', () => {
    fc.assert(
      fc.property(small, fc.nat(), fc.integer({ min: 1, max: 2 }), (corpus, pick, budget) => {
        const { candidates } = enumerateCandidates(corpus, limits);
        if (candidates.length === 0) return;
        const named = pick % candidates.length;
        const sets = combinations([...candidates.keys()], budget).filter((set) => set.includes(named));
        const best = Math.min(...sets.map((set) => fewestWith(corpus, candidates, set)));
        const upperBound = fewestWith(corpus, candidates, [named]);
        const fixed = new Set([named]);
        const { bound } = lowerBound(corpus, candidates, { ...unhurried, budget, fixed, upperBound });
        expect(bound).toBeLessThanOrEqual(best);
      }),
      { numRuns: 40 },
    );
  });

  it('holds when it has to stop at once, and is no higher than when it has not', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 2 }), (corpus, budget) => {
        const { candidates } = enumerateCandidates(corpus, limits);
        const upperBound = fewest(corpus, []);
        const options = { ...unhurried, budget, upperBound };
        const { bound } = lowerBound(corpus, candidates, options);
        const late = lowerBound(corpus, candidates, { ...options, deadline: Number.NEGATIVE_INFINITY });
        const told = lowerBound(corpus, candidates, { ...options, isCancelled: () => true });
        expect(late.bound).toBeLessThanOrEqual(bound);
        expect(told.bound).toBe(late.bound);
        expect(bound).toBeLessThanOrEqual(upperBound);
      }),
      { numRuns: 20 },
    );
  });
});
