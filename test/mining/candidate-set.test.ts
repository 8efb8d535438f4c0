import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CandidateSet,
  type Choosable,
  growGreedily,
  shrinkGreedily,
} from '../../src/mining/candidate-set.js';
import type { Corpus } from '../../src/mining/corpus.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { Tiling } from '../../src/mining/tiling.js';
import { corpusOf } from '../passes/support.js';
import { gainsOf, limits, line } from './support.js';

/** Built anew from its members. */
function tilingOf(corpus: Corpus, candidates: readonly Choosable[], members: readonly number[]): Tiling {
  const tiling = new Tiling(corpus);
  for (const member of members) tiling.add(candidates[member]);
  return tiling;
}

describe('a candidate set', () => {
  it('keeps the value of every candidate exact, whatever is added and removed', () => {
    const long = fc.array(line, { minLength: 15, maxLength: 50 });
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
          const { cost } = tilingOf(corpus, candidates, set.members);
          expect(tiling.cost).toBe(cost);
          for (const [index, candidate] of candidates.entries()) {
            const others = set.members.filter((member) => member !== index);
            const changedCost = tilingOf(
              corpus,
              candidates,
              set.has(index) ? others : [...others, index],
            ).cost;
            expect(set.value(index)).toBe(Math.abs(cost - changedCost));
            if (!set.has(index))
              expect(tiling.mostGain(candidate)).toBeGreaterThanOrEqual(cost - changedCost);
          }
        }
      }),
      { numRuns: 40 },
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
        gains: gainsOf(length),
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
      { numRuns: 3000 },
    );
  });
});

describe('choosing greedily', () => {
  const problem = fc.tuple(fc.array(line, { minLength: 8, maxLength: 30 }), fc.integer({ min: 1, max: 6 }));
  const setOf = (lines: readonly string[]) => {
    const corpus = corpusOf(lines);
    const { candidates } = enumerateCandidates(corpus, { ...limits, minPlaces: 1 });
    const costOf = (members: readonly number[]) => tilingOf(corpus, candidates, members).cost;
    return { set: new CandidateSet(new Tiling(corpus), candidates), candidates, costOf };
  };

  it('takes what saves most, among equals what has fewer operands, then what is shorter', () => {
    fc.assert(
      fc.property(problem, ([lines, size]) => {
        const { set, candidates, costOf } = setOf(lines);
        const members: number[] = [];
        for (; members.length < size; ) {
          const before = costOf(members);
          const ranked = [...candidates.keys()]
            .filter((index) => !members.includes(index))
            .map((index) => ({ ...candidates[index], index, saved: before - costOf([...members, index]) }))
            .sort((a, b) => b.saved - a.saved || a.payload - b.payload || a.length - b.length);
          const best = set.best();
          if (!(ranked[0]?.saved > 0)) {
            expect(best).toBeNull();
            break;
          }
          const { saved, payload, length } = ranked[0];
          const found = ranked.find(({ index }) => index === best);
          expect(found).toMatchObject({ saved, payload, length });
          members.push(best!);
          set.add(best!);
        }
        const grown = setOf(lines).set;
        growGreedily(grown, size);
        expect(grown.members).toEqual(members.toSorted((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  it('takes none that is banned or not allowed', () => {
    fc.assert(
      fc.property(problem, ([lines, size]) => {
        const { set, candidates } = setOf(lines);
        for (const index of candidates.keys()) if (index % 3 === 0) set.ban(index);
        growGreedily(set, size, (index) => index % 3 !== 1);
        expect(set.members.every((index) => index % 3 === 2)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('drops one member after the other, each time one whose removal costs least, but what is fixed', () => {
    fc.assert(
      fc.property(problem, fc.nat(), ([lines, size], pick) => {
        const { set, costOf } = setOf(lines);
        growGreedily(set, size + 3);
        const { members } = set;
        if (members.length === 0) return;
        const fixed = new Set([members[pick % members.length]]);
        const cheapest = set.cheapest((index) => !fixed.has(index));
        const loss = (index: number) => costOf(members.filter((one) => one !== index)) - costOf(members);
        const losses = members.filter((index) => !fixed.has(index)).map(loss);
        if (cheapest !== null) expect(loss(cheapest)).toBe(Math.min(...losses));
        else expect(losses).toEqual([]);
        shrinkGreedily(set, 1, fixed);
        expect(set.members).toEqual([...fixed]);
      }),
      { numRuns: 40 },
    );
  });

  it('becomes any other set, with the values of one made anew', () => {
    fc.assert(
      fc.property(problem, fc.array(fc.nat(), { maxLength: 6 }), ([lines, size], picks) => {
        const { set, candidates, costOf } = setOf(lines);
        if (candidates.length === 0) return;
        growGreedily(set, size);
        const members = [...new Set(picks.map((pick) => pick % candidates.length))].sort((a, b) => a - b);
        set.become(members);
        expect(set.members).toEqual(members);
        const cost = costOf(members);
        for (const index of candidates.keys())
          if (!set.has(index)) expect(set.value(index)).toBe(cost - costOf([...members, index]));
      }),
      { numRuns: 40 },
    );
  });
});
