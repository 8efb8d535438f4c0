import { InputError, type Problem } from '../../../util/input-error.js';
import { didYouMean } from './names.js';

const MAX_PROBLEMS = 25;

/** Collects what is wrong, so that one run reports several errors. */
export class Problems {
  private readonly list: Problem[] = [];

  add(...problems: readonly Problem[]): void {
    this.list.push(...problems.slice(0, MAX_PROBLEMS));
  }

  /** Runs `action`; an InputError it throws is kept. Says whether it succeeded. */
  attempt(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.add(...error.problems);
      return false;
    }
  }

  /** `; did you mean "x"?`, while there is room for another problem to be shown: comparing names takes time. */
  suggest(name: string, candidates: () => Iterable<string>): string {
    return this.list.length < MAX_PROBLEMS ? didYouMean(name, candidates()) : '';
  }

  throwIfAny(): void {
    if (this.list.length === 0) return;
    const shown = this.list.slice(0, MAX_PROBLEMS);
    const hidden = this.list.length - shown.length;
    throw new InputError(hidden > 0 ? [...shown, { message: `and ${hidden} more errors` }] : shown);
  }
}
