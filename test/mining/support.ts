import fc from 'fast-check';
import type { Candidate } from '../../src/mining/candidate.js';
import type { Corpus } from '../../src/mining/corpus.js';

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

/** Fewest dispatches with some tiles allowed, by trying every way to cover the code. */
export function fewest(corpus: Corpus, tiles: readonly Pick<Candidate, 'length' | 'occurrences'>[]): number {
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

/** Every set of at most so many of these. */
export function combinations<T>(items: readonly T[], most: number): T[][] {
  let sets: T[][] = [[]];
  for (const item of items)
    sets = [...sets, ...sets.filter((set) => set.length < most).map((set) => [...set, item])];
  return sets;
}
