import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/mining/candidate.js';
import { DISPATCHES } from '../../src/mining/costs.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { Tiling } from '../../src/mining/tiling.js';
import { code, drops, fewest, leavingCorpus, limits } from './support.js';

/** Dispatches alone, or time as well. */
const units = fc.constantFrom(DISPATCHES, { dispatch: 3000, push: 500, pop: 700, operand: 400 });

describe('tiling, of blocks that may be left in their middle,', () => {
  it('costs the fewest dispatches, whatever is added and removed', () => {
    fc.assert(
      fc.property(code, drops, fc.array(fc.nat(), { maxLength: 12 }), (lines, leaving, picks) => {
        const corpus = leavingCorpus(lines, leaving);
        const { candidates } = enumerateCandidates(corpus, limits);
        if (candidates.length === 0) return;
        const tiling = new Tiling(corpus);
        const present = new Set<Candidate>();
        for (const pick of picks) {
          const candidate = candidates[pick % candidates.length];
          if (present.delete(candidate)) tiling.remove(candidate);
          else {
            present.add(candidate);
            tiling.add(candidate);
          }
          expect(tiling.cost).toBe(fewest(corpus, [...present]));
        }
      }),
    );
  });

  it('evaluates a tile to what adding or removing it then changes', () => {
    fc.assert(
      fc.property(
        code,
        drops,
        units,
        fc.array(fc.nat(), { maxLength: 8 }),
        (lines, leaving, costs, picks) => {
          const corpus = leavingCorpus(lines, leaving, costs);
          const { candidates } = enumerateCandidates(corpus, limits);
          if (candidates.length === 0) return;
          const tiling = new Tiling(corpus);
          for (const pick of picks) tiling.add(candidates[pick % candidates.length]);
          for (const candidate of candidates) {
            const before = tiling.cost;
            const { gain } = tiling.evaluate(candidate);
            tiling.add(candidate);
            expect(before - tiling.cost).toBe(gain);
            const loss = tiling.evaluate(candidate, 'remove').gain;
            tiling.remove(candidate);
            expect(tiling.cost).toBe(before);
            expect(Math.abs(loss)).toBe(gain);
          }
        },
      ),
    );
  });
});
