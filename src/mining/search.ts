import { pseudoRandom } from '../util/random.js';
import { runToEnd } from '../util/steps.js';
import { type CandidateSet, growGreedily, shrinkGreedily } from './candidate-set.js';
import type { Corpus } from './corpus.js';
import type { Tiling } from './tiling.js';
import { SEARCH } from './tuning.js';

/** What a search may do, and for how long. */
export interface ImproveOptions {
  /** Most members of a set. */
  readonly size: number;
  /** Indices of members that stay. */
  readonly fixed: ReadonlySet<number>;
  /**
   * By candidate: the likelier in a good set, the higher. Suggests what to try where no single addition
   * helps.
   */
  readonly worth: Float64Array;
  /** Stop here: no set can be better. */
  readonly lowerBound: number;
  /** How many moves to try. */
  readonly moves: number;
  /** When to stop, as `performance.now()` tells it; null: never before. */
  readonly deadline: number | null;
  /** Asked before every move: whether to stop. */
  readonly isCancelled?: () => boolean;
}

/** How a search went. */
export interface Search {
  /** Moves tried. */
  readonly moves: number;
  /** Moves that found a better set than any before. */
  readonly improvements: number;
  /** Why it ended. */
  readonly stopped: (typeof SEARCH_ENDS)[number];
}

/**
 * Why a search ended: the set is proven optimal, the moves or the seconds were up, or no candidate was worth
 * a try.
 */
export const SEARCH_ENDS = ['optimal', 'moves', 'seconds', 'nothing to try'] as const;

/**
 * Local search with two moves in turn, starting from every result that is not much worse. One goes above the
 * size with a handful of candidates, drawn by worth, and comes back by dropping the cheapest: it finds sets
 * that only help together, which adding one at a time never does. The other drops a few members, the cheap
 * ones more often, and grows again without them. A set a little worse than the best is a fine place to go on
 * from for a while (record-to-record travel: Dueck, Journal of Computational Physics 104, 1993).
 * Deterministic: more moves never end with a worse set. Ends with the best set found.
 */
export function improve(set: CandidateSet, tiling: Tiling, options: ImproveOptions): Search {
  return runToEnd(improving(set, tiling, options));
}

/** The same, a move at a time. */
export function* improving(
  set: CandidateSet,
  tiling: Tiling,
  options: ImproveOptions,
): Generator<void, Search> {
  const { size, fixed, worth, lowerBound, moves, deadline, isCancelled = () => false } = options;
  let best = { members: set.members, cost: tiling.cost };
  let current = best;
  let slack = 0;
  let improvements = 0;
  const settle = (): void => {
    shrinkGreedily(set, size, fixed);
    growGreedily(set, size);
    const { cost } = tiling;
    if (cost < best.cost * (1 - 1e-12)) improvements++;
    if (cost <= best.cost * (1 + 1e-12)) best = { members: set.members, cost };
    if (cost <= best.cost * (1 + slack + 1e-12)) current = { members: set.members, cost };
    else set.become(current.members);
  };
  const suggested = [...worth.keys()]
    .filter((index) => worth[index] > 0 && !set.isBanned(index))
    .sort((a, b) => worth[b] - worth[a] || a - b);
  if (suggested.length === 0) return { moves: 0, improvements: 0, stopped: 'nothing to try' };
  const offer = (index: number): void => {
    if (!set.has(index)) set.add(index);
  };
  for (const factor of SEARCH.poolFactors) {
    for (const index of suggested.slice(0, factor * size)) offer(index);
    settle();
  }
  const random = pseudoRandom(1);
  /** An index below `length`; the square favours the front. */
  const draw = (length: number): number => Math.floor(random() ** 2 * length);
  let move = 0;
  const isLate = (): boolean => deadline !== null && performance.now() >= deadline;
  const isOptimal = (): boolean => best.cost <= lowerBound * (1 + 1e-9);
  for (; move < moves && !isOptimal() && !isLate() && !isCancelled(); move++) {
    yield;
    const round = move % SEARCH.movesPerRound;
    slack = SEARCH.maxSlack * (1 - round / SEARCH.movesPerRound);
    if (round === 0) {
      current = best;
      set.become(best.members);
    }
    if (move % 2 === 0) {
      const handful = 1 + Math.floor(random() * SEARCH.maxOffered);
      for (let i = 0; i < handful; i++) offer(suggested[draw(suggested.length)]);
    } else {
      const members = set.members
        .filter((index) => !fixed.has(index))
        .sort((a, b) => set.value(a) - set.value(b));
      const dropped = new Set<number>();
      const count = 1 + Math.floor(random() * SEARCH.maxDropped);
      for (let i = 0; i < count && members.length > 0; i++) dropped.add(members[draw(members.length)]);
      for (const index of dropped) set.remove(index);
      growGreedily(set, size, (index) => !dropped.has(index));
    }
    settle();
  }
  set.become(best.members);
  return { moves: move, improvements, stopped: isOptimal() ? 'optimal' : isLate() ? 'seconds' : 'moves' };
}

/** How many moves to try where no time is given. */
export function movesFor({ opcodes }: Pick<Corpus, 'opcodes'>): number {
  return Math.min(SEARCH.maxMoves, Math.floor(SEARCH.moveBudget / opcodes.length));
}
