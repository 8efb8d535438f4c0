import fc from 'fast-check';
import type { Candidate } from '../../src/mining/candidate.js';
import { buildCorpus, type Corpus } from '../../src/mining/corpus.js';
import { type Costs, DISPATCHES } from '../../src/mining/costs.js';
import { isa } from '../machines/counter/counter.js';
import { profileOf } from '../passes/support.js';

/** An instruction of the counter machine. */
export const line = fc.constantFrom(
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
/** A straight run of them. */
export const code = fc.array(line, { minLength: 1, maxLength: 24 });
export const limits = { maxLength: 4, payload: 2, minPlaces: 1, minPrograms: 1 };

/** Fewest weighted dispatches with some tiles allowed, by trying every way to cover the code. */
export function fewest(corpus: Corpus, tiles: readonly Pick<Candidate, 'length' | 'occurrences'>[]): number {
  const from = new Map<number, number>();
  const rest = (position: number, end: number): number => {
    if (position === end) return 0;
    const known = from.get(position);
    if (known !== undefined) return known;
    const options = tiles.filter((tile) => tile.occurrences.includes(position));
    const least =
      corpus.shares[position] +
      Math.min(rest(position + 1, end), ...options.map((tile) => rest(position + tile.length, end)));
    from.set(position, least);
    return least;
  };
  return corpus.blocks.reduce((sum, { start, end, weight }) => sum + weight * rest(start, end), 0);
}

/** How often each instruction of straight code runs that may leave anywhere: never more than the one before. */
export const drops = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(40)), {
  minLength: 25,
  maxLength: 25,
});

/** Straight code that starts 200 times and leaves after instruction i `drops[i]` times, if so many are left. */
export function leavingCorpus(
  lines: readonly string[],
  leaving: readonly number[],
  costs: Costs = DISPATCHES,
): Corpus {
  const profile = profileOf(lines);
  const [entry] = profile.programs;
  let left = 200;
  const counts = entry.counts.map((section) =>
    section.map((_, i) => {
      const here = left;
      left = Math.max(0, left - leaving[i % leaving.length]);
      return here;
    }),
  );
  return buildCorpus(isa, { ...profile, programs: [{ ...entry, counts }] }, [1], { costs });
}

/** Every set of at most so many of these. */
export function combinations<T>(items: readonly T[], most: number): T[][] {
  let sets: T[][] = [[]];
  for (const item of items)
    sets = [...sets, ...sets.filter((set) => set.length < most).map((set) => [...set, item])];
  return sets;
}

/** Programs of one block each, with their weights. */
export function weightedCorpus(programs: readonly (readonly string[])[], weights: readonly number[]): Corpus {
  const profiles = programs.map((lines) => profileOf(lines));
  return buildCorpus(isa, { ...profiles[0], programs: profiles.flatMap((one) => one.programs) }, weights);
}

/** What each part of a tile saves where dispatches are counted. */
export function gainsOf(length: number): number[] {
  return Array.from({ length }, (_, part) => (part === 0 ? 0 : 1));
}
