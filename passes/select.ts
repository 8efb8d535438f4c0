import { formatPattern, type Pattern, patternPayload } from '../src/isa/pattern.js';
import { type Bound, lowerBound } from './bound.js';
import type { Corpus } from './corpus.js';
import { occurrencesOf } from './match.js';
import { type Limits, type Mined, patternOf } from './mine.js';
import { CandidateSet, growGreedily, improve } from './search.js';
import { type Tile, Tiling } from './tiling.js';

export interface SelectOptions extends Limits {
  /** Most superinstructions to choose. */
  readonly budget: number;
  /** Chosen before all others; they count towards the budget. */
  readonly always: readonly Pattern[];
  readonly never: readonly Pattern[];
}

export interface Selected {
  readonly pattern: Pattern;
  readonly payload: number;
  /** Weighted dispatches that would come back without it, all others kept. */
  readonly marginal: number;
  /** Places in the code where it fits. */
  readonly places: number;
}

export interface Selection {
  /** The most useful first: each saves most after those before it. */
  readonly superinstructions: readonly Selected[];
  /** Weighted dispatches left after the first 0, 1, 2, … of them. */
  readonly curve: readonly number[];
  readonly bound: Bound;
}

/**
 * Chooses the set that leaves the fewest weighted dispatches: greedily, then improved by search. What saves nothing is not
 * chosen, so the set may be smaller than the budget.
 */
export function select(corpus: Corpus, mined: Mined, options: SelectOptions): Selection {
  const tiling = new Tiling(corpus);
  const choices: Choice[] = [
    ...mined.candidates.map((candidate) => ({ ...candidate, pattern: () => patternOf(corpus, candidate) })),
    ...options.always.map((pattern) => ({
      length: pattern.parts.length,
      occurrences: occurrencesOf(corpus, pattern),
      payload: patternPayload(pattern, corpus.isa),
      pattern: () => pattern,
    })),
  ];
  const set = new CandidateSet(tiling, choices);
  const fixed = new Set(options.always.map((_, i) => mined.candidates.length + i));
  const never = new Set(options.never.map(formatPattern));
  if (never.size > 0)
    for (const [index, { pattern }] of choices.entries())
      if (!fixed.has(index) && never.has(formatPattern(pattern()))) set.ban(index);

  for (const index of fixed) set.add(index);
  growGreedily(set, options.budget);
  const size = Math.max(options.budget, fixed.size);
  const { bound, worth } = lowerBound(corpus, choices, size, tiling.cost);
  const moves = Math.min(MOST_MOVES, Math.floor(MOVE_BUDGET / corpus.opcodes.length));
  improve(set, tiling, { size, fixed, worth, lowerBound: bound.fusedDispatches, moves });
  dropUseless(set, fixed);
  return {
    ...rank(
      corpus,
      set.members.map((index) => choices[index]),
    ),
    bound,
  };
}

interface Choice extends Tile {
  readonly payload: number;
  readonly pattern: () => Pattern;
}

function dropUseless(set: CandidateSet, fixed: ReadonlySet<number>): void {
  for (const index of set.members) if (!fixed.has(index) && !(set.value(index) > 0)) set.remove(index);
}

/** Search moves: a move costs about as much as the corpus is long. */
const MOST_MOVES = 800;
const MOVE_BUDGET = 4_000_000;

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
    return { pattern: pattern(), payload, marginal: set.value(index), places: occurrences.length };
  });
  return { superinstructions, curve };
}
