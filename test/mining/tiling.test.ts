import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findByName, isAddress } from '../../src/isa/isa.js';
import { type Binding, formatPattern, type Pattern } from '../../src/isa/pattern.js';
import { lowerBound } from '../../src/mining/bound.js';
import type { Corpus } from '../../src/mining/corpus.js';
import { type Candidate, mine, patternOf } from '../../src/mining/lattice.js';
import { occurrencesOf } from '../../src/mining/occurrences.js';
import { CandidateSet } from '../../src/mining/search.js';
import { select } from '../../src/mining/select.js';
import { countSequences } from '../../src/mining/sequences.js';
import { Tiling } from '../../src/mining/tiling.js';
import { corpusOf, pattern } from '../passes/support.js';

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
const limits = { maxLength: 4, payload: 2, minPlaces: 1, minPrograms: 1 };
const rest = { always: [], never: [], start: [], minGain: 0, seconds: null };

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

/** Every way to bind the operands of the first place of a candidate that keeps within the payload. */
function allBindings(corpus: Corpus, wide: Candidate, payload: number): Pattern[] {
  const kinds = patternOf(corpus, wide).parts.flatMap(({ opcode }) =>
    findByName(corpus.isa.instructions, opcode)!.operands.map(({ kind }) => kind),
  );
  const found: Pattern[] = [];
  for (const place of wide.occurrences) {
    const values = corpus.operands.subarray(corpus.operandStart[place]);
    const numbers = corpus.numbers.subarray(corpus.operandStart[place]);
    const extend = (bindings: readonly Binding[], bytes: number): void => {
      const index = bindings.length;
      if (bytes > payload) return;
      if (index === kinds.length) {
        let next = 0;
        const parts = patternOf(corpus, wide).parts.map((part) => ({
          ...part,
          bindings: part.bindings.map(() => bindings[next++]),
        }));
        found.push({ parts });
        return;
      }
      extend([...bindings, { kind: 'free' }], bytes + kinds[index].bytes);
      if (kinds[index].bindable)
        extend([...bindings, { kind: 'constant', value: corpus.constants[values[index]] }], bytes);
      for (const [as, { kind }] of bindings.entries())
        if (kind === 'free' && kinds[as] === kinds[index]) {
          const offset = numbers[index] - numbers[as];
          const isNear = isAddress(corpus.isa, kinds[index]) && Math.abs(offset) === 1;
          if (values[as] === values[index]) extend([...bindings, { kind: 'same', as, offset: 0 }], bytes);
          else if (isNear) extend([...bindings, { kind: 'same', as, offset }], bytes);
        }
    };
    extend([], 0);
  }
  return found;
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

describe('a candidate set', () => {
  it('keeps the value of every candidate exact, whatever is added and removed', () => {
    const long = fc.array(line, { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(long, fc.array(fc.nat(), { maxLength: 8 }), (lines, picks) => {
        const corpus = corpusOf(lines);
        const { candidates } = mine(corpus, { maxLength: 12, payload: 3, minPlaces: 1, minPrograms: 1 });
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

describe('mining', () => {
  it('has for every superinstruction within the limits a candidate that fits wherever it does', () => {
    fc.assert(
      fc.property(code, fc.integer({ min: 0, max: 3 }), (lines, payload) => {
        const corpus = corpusOf(lines);
        const { candidates } = mine(corpus, { maxLength: 4, payload, minPlaces: 1, minPrograms: 1 });
        for (const wide of mine(corpus, { maxLength: 4, payload: null, minPlaces: 1, minPrograms: 1 })
          .candidates)
          for (const bound of allBindings(corpus, wide, payload)) {
            const places = occurrencesOf(corpus, bound);
            const covers = (one: Candidate) => places.every((place) => one.occurrences.includes(place));
            expect(candidates.some((one) => one.length === wide.length && covers(one))).toBe(true);
          }
      }),
      { numRuns: 40 },
    );
  });

  it('stays small where the same operand comes again and again', () => {
    const lines = [
      ...Array.from({ length: 40 }, () => ['load 0', 'add', 'push 1', 'add']).flat(),
      ...Array.from({ length: 40 }, (_, i) => [`load ${i}`, 'add', `push ${i}`, 'add']).flat(),
    ];
    const { candidates } = mine(corpusOf(lines), { maxLength: 30, payload: 8, minPlaces: 1, minPrograms: 1 });
    expect(candidates.length).toBeLessThan(2500);
  });

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
    const texts = mine(corpus, { maxLength: 5, payload: 2, minPlaces: 1, minPrograms: 1 }).candidates.map(
      (one) => formatPattern(patternOf(corpus, one)),
    );
    expect(texts).toContain('load a; load b');
    expect(texts).not.toContain('load a; load a');
    expect(texts).toContain('load a; load b; load a');
    expect(texts).toContain('load a; load a; load a; add; push b');
    expect(texts).toContain('load a; load b; add; push #7');
    expect(texts.some((text) => text.includes('load #'))).toBe(false);
  });

  it('counts sequences where they stand and as often as they run', () => {
    const sequences = countSequences(corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add']), 2);
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
          const { bound } = lowerBound(corpus, mined.candidates, {
            budget,
            fixed: new Set(),
            leastSaving: 0,
            upperBound: lines.length + 1,
            deadline: null,
          });
          expect(bound.fusedDispatches).toBeLessThanOrEqual(best);
          const found = select(corpus, mined, { ...limits, ...rest, budget });
          expect(found.curve.at(-1)).toBeGreaterThanOrEqual(best);
          expect(found.superinstructions.length).toBeLessThanOrEqual(budget);
          const chosen = found.superinstructions.map(({ pattern }) => occurrencesOf(corpus, pattern));
          const tiles = found.superinstructions.map(({ pattern }, i) => ({
            length: pattern.parts.length,
            occurrences: chosen[i],
            saving: pattern.parts.length - 1,
          }));
          const tiling = new Tiling(corpus);
          for (const tile of tiles) tiling.add(tile);
          expect(tiling.cost).toBe(found.curve.at(-1));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has a bound that takes in candidates below the threshold and those too many to list', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 2, maxLength: 10 }),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(0, 2, 1000),
        (lines, budget, leastSaving, mostNodes) => {
          const corpus = corpusOf(lines);
          const all = mine(corpus, limits).candidates;
          const best = Math.min(...combinations(all, budget).map((set) => fewest(corpus, set)));
          const { candidates, relaxed } = mine(corpus, limits, leastSaving, mostNodes);
          const { bound } = lowerBound(corpus, [...candidates, ...relaxed], {
            budget,
            fixed: new Set(),
            leastSaving,
            upperBound: lines.length + 1,
            deadline: null,
          });
          expect(bound.fusedDispatches).toBeLessThanOrEqual(best);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('lists no candidate that fits at fewer places than asked for', () => {
    fc.assert(
      fc.property(code, fc.integer({ min: 2, max: 4 }), (lines, minPlaces) => {
        const corpus = corpusOf(lines);
        const texts = (least: number) =>
          mine(corpus, { ...limits, minPlaces: least }).candidates.map(({ occurrences }) =>
            occurrences.join(),
          );
        const frequent = mine(corpus, limits).candidates.filter(
          ({ occurrences }) => occurrences.length >= minPlaces,
        );
        for (const { occurrences } of mine(corpus, { ...limits, minPlaces }).candidates)
          expect(occurrences.length).toBeGreaterThanOrEqual(minPlaces);
        expect(texts(minPlaces)).toEqual(
          expect.arrayContaining(frequent.map((one) => one.occurrences.join())),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('takes what always names, spends the budget on it, and never what never names', () => {
    const corpus = corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add', 'increment 0', 'increment 1']);
    const mined = mine(corpus, limits);
    const texts = (always: string[], never: string[], budget: number) =>
      select(corpus, mined, {
        ...limits,
        ...rest,
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

  it('has a bound below what patterns outside the limits leave', () => {
    const corpus = corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add']);
    const small = { maxLength: 2, payload: 0, minPlaces: 1, minPrograms: 1 };
    const found = select(corpus, mine(corpus, small), {
      ...small,
      ...rest,
      budget: 1,
      always: [pattern('dup; add; dup; add; dup; add')],
    });
    expect(found.curve.at(-1)).toBe(2);
    expect(found.bound.fusedDispatches).toBeLessThanOrEqual(2);
  });

  it('chooses nothing that saves nothing', () => {
    const corpus = corpusOf(['dup', 'add']);
    const { superinstructions } = select(corpus, mine(corpus, limits), {
      ...limits,
      ...rest,
      budget: 8,
    });
    expect(superinstructions.map(({ pattern }) => formatPattern(pattern))).toEqual(['dup; add; halt']);
  });
});
