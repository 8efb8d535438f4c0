import { InputError, type Problem } from '../../util/input-error.js';

/** So many problems of a file are told: one that has more is something else altogether. */
const MAX_PROBLEMS = 20;

/** Collects what is wrong with a file, to tell all of it at once. */
export class Problems {
  private readonly found: Problem[] = [];

  /** Keeps the problems of an `InputError`; throws when there are too many, and whatever else it is given. */
  add(error: unknown): void {
    if (!(error instanceof InputError)) throw error;
    this.found.push(...error.problems);
    if (this.found.length >= MAX_PROBLEMS) this.throwIfAny();
  }

  throwIfAny(): void {
    if (this.found.length > 0) throw new InputError(this.found);
  }
}
