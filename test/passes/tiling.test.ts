import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerBound } from '../../passes/bound.js';
import type { Corpus } from '../../passes/corpus.js';
import { occurrencesOf } from '../../passes/match.js';
import { type Candidate, mine, patternOf } from '../../passes/mine.js';
import { select } from '../../passes/select.js';
import { Tiling } from '../../passes/tiling.js';
import { formatPattern } from '../../src/isa/pattern.js';
import { corpusOf } from './support.js';

const line = fc.constantFrom(
  'push 1',
  'push 2',
  'load 0',
  'load 1',
  'store 0',
  'store 1',
  'add',
  'dup',
  'increment 0',
);
const code = fc.array(line, { minLength: 1, maxLength: 24 });
const limits = { maxLength: 4, payload: 2 };

/** Fewest dispatches with some tiles allowed, by trying every way to cover the code. */
function fewest(corpus: Corpus, tiles: readonly Candidate[]): number {
  const length = corpus.opcodes.length;
  const from = new Map<number, number>();
  const rest = (position: number): number => {
    if (position === length) return 0;
    const known = from.get(position);
    if (known !== undefined) return known;
    const options = tiles.filter((tile) => tile.occurrences.includes(position));
    const least = 1 + Math.min(rest(position + 1), ...options.map((tile) => rest(position + tile.length)));
    from.set(position, least);
    return least;
  };
  return rest(0);
}

function combinations<T>(items: readonly T[], most: number): T[][] {
  let sets: T[][] = [[]];
  for (const item of items)
    sets = [...sets, ...sets.filter((set) => set.length < most).map((set) => [...set, item])];
  return sets;
}

describe('tiling', () => {
  it('costs the fewest dispatches, whatever is added and removed', () => {
    fc.assert(
      fc.property(code, fc.array(fc.nat(), { maxLength: 12 }), (lines, picks) => {
        const corpus = corpusOf(lines);
        const { candidates } = mine(corpus, limits);
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
        const { candidates } = mine(corpus, limits);
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

describe('mining', () => {
  it('finds a candidate exactly where its pattern fits', () => {
    fc.assert(
      fc.property(code, (lines) => {
        const corpus = corpusOf(lines);
        for (const candidate of mine(corpus, limits).candidates)
          expect(occurrencesOf(corpus, patternOf(corpus, candidate))).toEqual(candidate.occurrences);
      }),
    );
  });

  it('binds the same slot and a constant only as far as the payload asks for', () => {
    const corpus = corpusOf([
      'load 3',
      'load 3',
      'load 3',
      'add',
      'push 7',
      'load 3',
      'load 4',
      'add',
      'push 7',
    ]);
    const texts = mine(corpus, { maxLength: 5, payload: 2 }).candidates.map((one) =>
      formatPattern(patternOf(corpus, one)),
    );
    expect(texts).toContain('load a; load b');
    expect(texts).not.toContain('load a; load a');
    expect(texts).toContain('load a; load b; load a');
    expect(texts).toContain('load a; load a; load a; add; push b');
    expect(texts).toContain('load a; load b; add; push #7');
    expect(texts.some((text) => text.includes('load #'))).toBe(false);
  });

  it('counts sequences where they stand and as often as they run', () => {
    const { sequences } = mine(corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add']), {
      maxLength: 2,
      payload: null,
    });
    expect(sequences.find(({ opcodes }) => opcodes.join() === 'dup,add')).toMatchObject({
      staticCount: 3,
      dynamicCount: 3,
      programs: 1,
    });
  });
});

describe('selection', () => {
  it('never beats its bound, and the bound never lies above the best set there is', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 2, maxLength: 10 }),
        fc.integer({ min: 1, max: 2 }),
        (lines, budget) => {
          const corpus = corpusOf(lines);
          const mined = mine(corpus, limits);
          const best = Math.min(...combinations(mined.candidates, budget).map((set) => fewest(corpus, set)));
          const { bound } = lowerBound(corpus, mined.candidates, budget, lines.length + 1);
          expect(bound.fusedDispatches).toBeLessThanOrEqual(best);
          const found = select(corpus, mined, { ...limits, budget, always: [], never: [] });
          expect(found.curve.at(-1)).toBeGreaterThanOrEqual(best);
          expect(found.superinstructions.length).toBeLessThanOrEqual(budget);
          const chosen = found.superinstructions.map(({ pattern }) => occurrencesOf(corpus, pattern));
          const tiles = found.superinstructions.map(({ pattern }, i) => ({
            length: pattern.parts.length,
            occurrences: chosen[i],
          }));
          const tiling = new Tiling(corpus);
          for (const tile of tiles) tiling.add(tile);
          expect(tiling.cost).toBe(found.curve.at(-1));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes what always names, spends the budget on it, and never what never names', () => {
    const corpus = corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add', 'increment 0', 'increment 1']);
    const mined = mine(corpus, limits);
    const texts = (always: string[], never: string[], budget: number) =>
      select(corpus, mined, {
        ...limits,
        budget,
        always: always.map(
          (text) =>
            mined.candidates.map((one) => patternOf(corpus, one)).find((p) => formatPattern(p) === text)!,
        ),
        never: never.map(
          (text) =>
            mined.candidates.map((one) => patternOf(corpus, one)).find((p) => formatPattern(p) === text)!,
        ),
      }).superinstructions.map(({ pattern }) => formatPattern(pattern));
    expect(texts(['increment a; increment b'], [], 1)).toEqual(['increment a; increment b']);
    const [free] = texts([], [], 1);
    expect(texts([], [free], 1)).not.toContain(free);
  });

  it('chooses nothing that saves nothing', () => {
    const corpus = corpusOf(['dup', 'add']);
    const { superinstructions } = select(corpus, mine(corpus, limits), {
      ...limits,
      budget: 8,
      always: [],
      never: [],
    });
    expect(superinstructions.map(({ pattern }) => formatPattern(pattern))).toEqual(['dup; add; halt']);
  });
});
