import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { PricedGraph } from '../../src/mining/priced-graph.js';
import type { Tile } from '../../src/mining/tiling.js';
import { corpusOf } from '../passes/support.js';
import { combinations, fewest, gainsOf, limits, line, weightedCorpus } from './support.js';

const programs = fc.tuple(
  fc.array(line, { minLength: 2, maxLength: 7 }),
  fc.array(line, { minLength: 1, maxLength: 5 }),
);
/** Zero, as prices begin; and what tiles of a few instructions may be worth. */
const price = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5, noNaN: true }));
/** Far more than the arithmetic is wrong by. */
const ROUNDING = 1e-9;

describe('L', () => {
  it('is for no prices above what the best set leaves', () => {
    fc.assert(
      fc.property(
        programs,
        fc.integer({ min: 1, max: 2 }),
        fc.array(price, { minLength: 60, maxLength: 60 }),
        (lines, budget, prices) => {
          const corpus = weightedCorpus(lines, [1, 3]);
          const { candidates } = enumerateCandidates(corpus, limits);
          const best = Math.min(...combinations(candidates, budget).map((set) => fewest(corpus, set)));
          const graph = new PricedGraph(corpus, candidates, { budget, minSaving: 0 });
          graph.restrict({
            prices: graph.prices.map((_, i) => prices[i % prices.length]),
            inside: [],
            outside: [],
          });
          expect(graph.evaluate()).toBeLessThanOrEqual(best + ROUNDING);
        },
      ),
    );
  });

  it('is for no prices above the best set that has some tiles and lacks others', () => {
    fc.assert(
      fc.property(
        programs,
        fc.array(price, { minLength: 60, maxLength: 60 }),
        fc.array(fc.constantFrom('open', 'open', 'inside', 'outside'), { minLength: 9, maxLength: 9 }),
        (lines, prices, restrictions) => {
          const corpus = weightedCorpus(lines, [1, 3]);
          const { candidates } = enumerateCandidates(corpus, limits);
          const indices = [...candidates.keys()];
          const are = (what: string) => indices.filter((i) => restrictions[i % restrictions.length] === what);
          const [inside, outside] = [are('inside').slice(0, 2), are('outside')];
          const budget = 2;
          const sets = combinations(indices, budget).filter(
            (set) => inside.every((i) => set.includes(i)) && !outside.some((i) => set.includes(i)),
          );
          const best = Math.min(
            ...sets.map((set) =>
              fewest(
                corpus,
                set.map((i) => candidates[i]),
              ),
            ),
          );
          const graph = new PricedGraph(corpus, candidates, { budget, minSaving: 0 });
          graph.restrict({
            prices: graph.prices.map((_, i) => prices[i % prices.length]),
            inside,
            outside,
          });
          expect(graph.evaluate()).toBeLessThanOrEqual(best + ROUNDING);
        },
      ),
    );
  });

  it('goes on being a bound while its prices are improved', () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 1, max: 2 }), (lines, budget) => {
        const corpus = weightedCorpus(lines, [1, 3]);
        const { candidates } = enumerateCandidates(corpus, limits);
        const best = Math.min(...combinations(candidates, budget).map((set) => fewest(corpus, set)));
        const graph = new PricedGraph(corpus, candidates, { budget, minSaving: 0 });
        graph.restrict({ prices: graph.prices, inside: [], outside: [] });
        for (let round = 0; round < 60; round++) {
          const value = graph.evaluate();
          expect(value).toBeLessThanOrEqual(best + ROUNDING);
          if (!graph.step(Math.max(0.1, best - value))) break;
        }
        for (const one of graph.prices) expect(one).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  });
});

describe('cliques', () => {
  const tile = (length: number, ...occurrences: number[]): Tile => ({
    length,
    occurrences: Int32Array.from(occurrences),
    saving: length - 1,
    gains: gainsOf(length),
  });
  const pricesOf = (tiles: readonly Tile[], corpus = corpusOf(Array(9).fill('dup'))) =>
    new PricedGraph(corpus, tiles, { budget: 1, minSaving: 0 }).prices.length;

  it('are occurrences of one tile of which no path uses two', () => {
    expect(pricesOf([tile(2, 0, 1)])).toBe(1);
    expect(pricesOf([tile(2, 0, 1, 2)])).toBe(2);
    expect(pricesOf([tile(4, 0, 1, 2, 3)])).toBe(1);
    expect(pricesOf([tile(2, 0, 2, 4)])).toBe(3);
  });

  it('are of one tile', () => {
    expect(pricesOf([tile(2, 0, 1), tile(3, 0, 1)])).toBe(2);
  });

  it('do not reach from one block to the next', () => {
    const corpus = weightedCorpus([['dup'], ['dup']], [1, 1]);
    expect(pricesOf([tile(2, 0, 2)], corpus)).toBe(2);
  });
});
