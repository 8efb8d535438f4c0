import { InputError } from '../util/input-error.js';

/**
 * What runs that nobody predicted may dispatch, where the user does not say. The longest run of a model, 10^8
 * steps, takes as much with a thousand instructions a step; the largest model known, 37,600 instructions a
 * step, does 2.6 million steps with it. A machine that runs without an end gets there in ten minutes or so.
 */
export const DEFAULT_MAX_DISPATCHES = 1e11;

const ADVICE = 'if it ends at all, allow it more (--max-dispatches)';

/** A run dispatched more instructions than it was allowed to, and was stopped. */
export class DispatchLimitError extends InputError {
  /** `what`: which program, after how many dispatches, and where it was. */
  constructor(
    readonly what: string,
    advice = ADVICE,
  ) {
    super(`${what}: ${advice}`);
    this.name = 'DispatchLimitError';
  }
}
