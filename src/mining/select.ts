import { formatPattern, type Pattern, patternPayload } from '../isa/pattern.js';
import { type Bound, lowerBound } from './bound.js';
import type { Corpus } from './corpus.js';
import { patternSaving } from './costs.js';
import { kneeOf } from './knee.js';
import { countPlaces, countPrograms, type Limits, type Mined, patternOf } from './lattice.js';
import { occurrencesOf } from './occurrences.js';
import { CandidateSet, growGreedily, improve, type Search, shrinkGreedily } from './search.js';
import { type Tile, Tiling } from './tiling.js';

export interface SelectOptions extends Limits {
  /** Most superinstructions to choose. */
  readonly budget: number;
  /** Chosen before all others; they count towards the budget. */
  readonly always: readonly Pattern[];
  readonly never: readonly Pattern[];
  /** The search begins with these, as far as they keep the limits: what it finds is never worse. */
  readonly start: readonly Pattern[];
  /** Share of the whole cost that each one has to save, all others kept. */
  readonly minGain: number;
  /** How long to search; null: for a number of moves, so that a rerun finds the same. More time never finds a worse set. */
  readonly seconds: number | null;
}

export interface Selected {
  readonly pattern: Pattern;
  readonly payload: number;
  /** Weighted cost that would come back without it, all others kept. */
  readonly marginal: number;
  /** Places in the code where it fits. */
  readonly places: number;
}

export interface Selection {
  /** The most useful first: each saves most after those before it. */
  readonly superinstructions: readonly Selected[];
  /** Weighted cost left after the first 0, 1, 2, … of them. */
  readonly curve: readonly number[];
  readonly bound: Bound;
  /** How many of them are before the bend of the curve. */
  readonly knee: number;
  readonly search: Search;
}

/**
 * Chooses the set that leaves the lowest weighted cost: greedily, then improved by search. What saves too little is not
 * chosen, so the set may be smaller than the budget.
 */
export function select(corpus: Corpus, mined: Mined, options: SelectOptions): Selection {
  const start = performance.now();
  const until = (share: number) => (options.seconds === null ? null : start + 1000 * share * options.seconds);
  const tiling = new Tiling(corpus);
  const named = [...options.always, ...options.start.filter((pattern) => isWithin(corpus, pattern, options))];
  const choices: Choice[] = [
    ...mined.candidates.map((candidate) => ({ ...candidate, pattern: () => patternOf(corpus, candidate) })),
    ...named.map((pattern) => choiceOf(corpus, pattern)),
  ];
  const set = new CandidateSet(tiling, choices);
  const fixed = new Set(options.always.map((_, i) => mined.candidates.length + i));
  const never = new Set(options.never.map(formatPattern));
  if (never.size > 0)
    for (const [index, { pattern }] of choices.entries())
      if (!fixed.has(index) && never.has(formatPattern(pattern()))) set.ban(index);

  const size = Math.max(options.budget, fixed.size);
  for (const index of choices.keys())
    if (index >= mined.candidates.length && !set.isBanned(index) && !set.has(index)) set.add(index);
  shrinkGreedily(set, size, fixed);
  growGreedily(set, size);
  const { bound, worth } = lowerBound(corpus, [...choices, ...mined.relaxed], {
    budget: size,
    fixed,
    leastSaving: mined.leastSaving,
    upperBound: tiling.cost,
    deadline: until(1 / 3),
  });
  const search = improve(set, tiling, {
    size,
    fixed,
    worth: worth.subarray(0, choices.length),
    lowerBound: bound.fusedDispatches,
    moves: options.seconds === null ? movesFor(corpus) : Number.POSITIVE_INFINITY,
    deadline: until(1),
  });
  dropBelow(set, fixed, options.minGain * new Tiling(corpus).cost);
  const ranked = rank(
    corpus,
    set.members.map((index) => choices[index]),
  );
  return { ...ranked, bound, knee: kneeOf(ranked.curve), search };
}

/** Whether a pattern from elsewhere keeps the limits of this run. */
function isWithin(
  corpus: Corpus,
  pattern: Pattern,
  { maxLength, payload, minPlaces, minPrograms }: Limits,
): boolean {
  const places = occurrencesOf(corpus, pattern);
  return (
    pattern.parts.length <= maxLength &&
    patternPayload(pattern, corpus.isa) <= (payload ?? Number.POSITIVE_INFINITY) &&
    countPlaces(corpus, places) >= minPlaces &&
    countPrograms(corpus, places) >= minPrograms
  );
}

interface Choice extends Tile {
  readonly payload: number;
  readonly pattern: () => Pattern;
}

export function choiceOf(corpus: Corpus, pattern: Pattern): Choice {
  const { isa, costs } = corpus;
  return {
    length: pattern.parts.length,
    occurrences: occurrencesOf(corpus, pattern),
    saving: patternSaving(costs, pattern, isa),
    payload: patternPayload(pattern, isa),
    pattern: () => pattern,
  };
}
/** Drops what saves nothing, or less than `minGain`, the least first: what is left saves more without it. */
function dropBelow(set: CandidateSet, fixed: ReadonlySet<number>, minGain: number): void {
  for (;;) {
    const cheapest = set.cheapest((index) => !fixed.has(index));
    if (cheapest === null || (set.value(cheapest) > 0 && set.value(cheapest) >= minGain)) break;
    set.remove(cheapest);
  }
}

/** Search moves: a move costs about as much as the corpus is long. */
const MAX_MOVES = 800;
const MOVE_BUDGET = 24_000_000;

function movesFor({ opcodes }: Corpus): number {
  return Math.min(MAX_MOVES, Math.floor(MOVE_BUDGET / opcodes.length));
}

/** Orders a set by what each saves after those before it. */
function rank(corpus: Corpus, choices: readonly Choice[]): Pick<Selection, 'superinstructions' | 'curve'> {
  const tiling = new Tiling(corpus);
  const set = new CandidateSet(tiling, choices);
  const curve = [tiling.cost];
  const order: number[] = [];
  while (order.length < choices.length) {
    const next = set.best() ?? choices.findIndex((_, index) => !set.has(index));
    set.add(next);
    order.push(next);
    curve.push(tiling.cost);
  }
  const superinstructions = order.map((index): Selected => {
    const { pattern, payload, occurrences } = choices[index];
    const places = countPlaces(corpus, occurrences);
    return { pattern: pattern(), payload, marginal: set.value(index), places };
  });
  return { superinstructions, curve };
}
