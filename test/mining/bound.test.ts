import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerBound } from '../../src/mining/bound.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { corpusOf } from '../passes/support.js';
import { combinations, fewest, limits, line } from './support.js';

describe('the bound', () => {
  it('takes in candidates below the threshold and those too many to list', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 2, maxLength: 10 }),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(0, 2, 1000),
        (lines, budget, minSaving, maxNodes) => {
          const corpus = corpusOf(lines);
          const all = enumerateCandidates(corpus, limits).candidates;
          const best = Math.min(...combinations(all, budget).map((set) => fewest(corpus, set)));
          const { candidates, relaxed } = enumerateCandidates(corpus, limits, minSaving, maxNodes);
          const { bound } = lowerBound(corpus, [...candidates, ...relaxed], {
            budget,
            fixed: new Set(),
            minSaving,
            upperBound: lines.length + 1,
            deadline: null,
          });
          expect(bound).toBeLessThanOrEqual(best);
        },
      ),
      { numRuns: 100 },
    );
  });
});
