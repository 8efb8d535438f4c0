import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/mining/candidate.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { Tiling } from '../../src/mining/tiling.js';
import { corpusOf } from '../passes/support.js';
import { code, fewest, limits } from './support.js';

describe('tiling', () => {
  it('costs the fewest dispatches, whatever is added and removed', () => {
    fc.assert(
      fc.property(code, fc.array(fc.nat(), { maxLength: 12 }), (lines, picks) => {
        const corpus = corpusOf(lines);
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
      fc.property(code, fc.array(fc.nat(), { maxLength: 8 }), (lines, picks) => {
        const corpus = corpusOf(lines);
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
      }),
    );
  });
});
