import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandidateSet } from '../../src/mining/candidate-set.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { Tiling } from '../../src/mining/tiling.js';
import { corpusOf } from '../passes/support.js';
import { line } from './support.js';

describe('a candidate set', () => {
  it('keeps the value of every candidate exact, whatever is added and removed', () => {
    const long = fc.array(line, { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(long, fc.array(fc.nat(), { maxLength: 8 }), (lines, picks) => {
        const corpus = corpusOf(lines);
        const { candidates } = enumerateCandidates(corpus, {
          maxLength: 12,
          payload: 3,
          minPlaces: 1,
          minPrograms: 1,
        });
        const tiling = new Tiling(corpus);
        const set = new CandidateSet(tiling, candidates);
        for (const pick of picks) {
          for (const index of candidates.keys()) set.value(index);
          const changed = pick % candidates.length;
          if (set.has(changed)) set.remove(changed);
          else set.add(changed);
          for (const [index, candidate] of candidates.entries()) {
            const { gain } = tiling.evaluate(candidate, set.has(index) ? 'remove' : 'add');
            expect(set.value(index)).toBe(Math.abs(gain));
            if (!set.has(index)) expect(tiling.mostGain(candidate)).toBeGreaterThanOrEqual(gain);
          }
        }
      }),
    );
  });
});

describe('a candidate set of few tiles', () => {
  it('keeps values exact when a longer tile comes', () => {
    const corpus = corpusOf(Array.from({ length: 60 }, () => 'dup'));
    const tile = fc
      .tuple(fc.integer({ min: 2, max: 20 }), fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 12 }))
      .map(([length, places]) => ({
        length,
        payload: 0,
        saving: length - 1,
        occurrences: Int32Array.from(places.filter((place) => place + length <= 61)).sort(),
      }));
    fc.assert(
      fc.property(fc.array(tile, { minLength: 2, maxLength: 4 }), ([first, ...others]) => {
        const tiling = new Tiling(corpus);
        const set = new CandidateSet(tiling, [first, ...others]);
        for (const index of others.keys()) {
          set.value(0);
          set.add(index + 1);
          expect(set.value(0)).toBe(tiling.evaluate(first).gain);
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});
