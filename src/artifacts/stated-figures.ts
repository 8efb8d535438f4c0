import * as v from 'valibot';
import { SEARCH_ENDS, type Search } from '../mining/search.js';
import { SEARCH } from '../mining/tuning.js';
import { count, nonNegative } from './schema.js';

/** Figures of mining that files state, as far as they can be checked without mining again. */

export const searchSchema = v.object({ moves: count, improvements: count, stopped: v.picklist(SEARCH_ENDS) });

export const boundEntries = {
  /** In weighted dispatches, or nanoseconds where time is the objective. */
  fusedDispatches: nonNegative,
  method: v.literal('lagrangian'),
  /** Passes that took candidates away: the bound is of sets of what they left. */
  filteredBy: v.optional(v.array(v.string()), []),
};
export const boundSchema = v.object(boundEntries);

/** What superinstructions and summaries have in common. */
export interface StatedFigures {
  readonly options: { readonly minGain: number };
  readonly search: Search;
  /** What any set leaves at least, and what this one leaves, in one unit. */
  readonly bound: number;
  readonly left: number;
  readonly knee: number;
  readonly superinstructions: number;
}

/** The search stops at a bound that it is this much above, or less: as much as sums are rounded. */
const OPTIMAL_WITHIN = 1e-6;
/** More than sums of the same numbers in another order differ by. */
const ROUNDING = 1e-9;

/** Why no run can have found these figures; null where one can. */
export function impossibleIn(figures: StatedFigures): string | null {
  const { options, search, bound, left, knee, superinstructions } = figures;
  if (left < 0) return `expected dispatches left, found ${left}`;
  if (bound > left * (1 + ROUNDING))
    return `the bound is above what these superinstructions leave (${bound} and ${left})`;
  // Before the first move the likeliest are offered.
  if (search.improvements > search.moves + SEARCH.poolFactors.length)
    return `search: ${search.moves} moves cannot have found ${search.improvements} better sets`;
  // What gains too little is dropped after the search.
  if (search.stopped === 'optimal' && options.minGain === 0 && left > bound * (1 + OPTIMAL_WITHIN))
    return `search: a set that leaves ${left} is not proven optimal by a bound of ${bound}`;
  if (knee > superinstructions) return `knee: ${knee} of ${superinstructions} superinstructions`;
  return null;
}

/** How far above the bound a set may be at most, as a part of what it leaves. */
export function gapOf(bound: number, left: number): number {
  return left > 0 ? 1 - bound / left : 0;
}

/** Whether a curve of what is left by more and more superinstructions only falls. */
export function isFalling(curve: readonly number[]): boolean {
  return curve.every((left, i) => left >= 0 && (i === 0 || left <= curve[i - 1] + ROUNDING * curve[0]));
}
