import { formatPattern, type Pattern } from '../isa/pattern.js';
import { countPlaces } from './candidate.js';
import { CandidateSet } from './candidate-set.js';
import { choiceOf } from './choices.js';
import type { Corpus } from './corpus.js';
import { kneeOf } from './knee.js';
import type { Search } from './search.js';
import { Tiling } from './tiling.js';

/** A superinstruction of a set, with what it is worth there. Costs are in the units of the corpus. */
export interface Selected {
  readonly pattern: Pattern;
  /** Bytes of operands. */
  readonly payload: number;
  /** Weighted cost that would come back without it, all others kept. */
  readonly marginal: number;
  /** Places in the code where it fits. */
  readonly places: number;
}

/** A set in order of use. */
export interface Ranking {
  /** The most useful first: each saves most after those before it. */
  readonly superinstructions: readonly Selected[];
  /** Weighted cost left after the first 0, 1, 2, … of them. */
  readonly curve: readonly number[];
  /** How many of them are before the bend of the curve. */
  readonly knee: number;
}

/** A set that was chosen, and how. */
export interface Selection extends Ranking {
  readonly search: Search;
}

/**
 * Judges a set, however it was found. Drops those that save nothing, or less than `minGain`, a share of the
 * cost that is left, the least first: what is left saves more without it. Those named `always` stay.
 */
export function rankSet(
  corpus: Corpus,
  patterns: readonly Pattern[],
  { minGain, isFixed }: { readonly minGain: number; readonly isFixed: (pattern: string) => boolean },
): Ranking {
  const choices = patterns.map((pattern) => choiceOf(corpus, pattern));
  const tiling = new Tiling(corpus);
  const all = new CandidateSet(tiling, choices);
  for (const index of choices.keys()) all.add(index);
  const threshold = minGain * new Tiling(corpus).cost;
  for (;;) {
    const cheapest = all.cheapest((index) => !isFixed(formatPattern(patterns[index])));
    if (cheapest === null || (all.value(cheapest) > 0 && all.value(cheapest) >= threshold)) break;
    all.remove(cheapest);
  }
  const members = all.members.map((index) => choices[index]);
  return rank(corpus, members, (set) => set.best() ?? members.findIndex((_, index) => !set.has(index)));
}

/** What a set is worth in the order that it is given in, as `rankSet` tells it. */
export function valueSet(corpus: Corpus, patterns: readonly Pattern[]): Ranking {
  return rank(
    corpus,
    patterns.map((pattern) => choiceOf(corpus, pattern)),
    (_, next) => next,
  );
}

/** `nextOf` says which comes after those that are in the set. */
function rank(
  corpus: Corpus,
  choices: readonly ReturnType<typeof choiceOf>[],
  nextOf: (set: CandidateSet, size: number) => number,
): Ranking {
  const tiling = new Tiling(corpus);
  const set = new CandidateSet(tiling, choices);
  const curve = [tiling.cost];
  const order: number[] = [];
  while (order.length < choices.length) {
    const next = nextOf(set, order.length);
    set.add(next);
    order.push(next);
    curve.push(tiling.cost);
  }
  const superinstructions = order.map((index): Selected => {
    const { pattern, payload, occurrences } = choices[index];
    return { pattern, payload, marginal: set.value(index), places: countPlaces(corpus, occurrences) };
  });
  return { superinstructions, curve, knee: kneeOf(curve) };
}
