import { InputError, type Problem, type SourcePosition } from '../../../util/input-error.js';
import { NoSuchFile } from '../data/data-source.js';
import { MAX_PROBLEMS } from './limits.js';
import { didYouMean, quoted } from './names.js';

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

  /** `; did you mean "x"?`, while another problem would be shown: comparing names takes time. */
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

/** The equation that a problem is about: the variable it defines, and where it stands. */
export interface EquationSite {
  readonly name: string;
  readonly at: SourcePosition;
}

/** Refuses an equation, by its variable's name. */
export function fail(site: EquationSite, message: string, at: SourcePosition = site.at): never {
  throw new InputError(inEquationOf(site.name, message), at);
}

/** Gives up an equation because of something that has been reported already. */
export function giveUp(): never {
  throw new InputError([]);
}

/** Runs what knows nothing of equations: its problems get the name of the variable being defined. */
export function forEquationOf<Result>(name: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map(({ message, at }) => ({ message: inEquationOf(name, message), at }));
    throw error instanceof NoSuchFile ? new NoSuchFile(problems) : new InputError(problems);
  }
}

const inEquationOf = (name: string, message: string) => `in the equation of ${quoted(name)}: ${message}`;
