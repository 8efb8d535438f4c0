import { InputError, type Problem } from '../../../util/input-error.js';

import { MAX_MESSAGE_CHARACTERS, MAX_PROBLEMS } from './limits.js';

/** What `read` returns; or undefined, with what it found wrong added to `problems`: reading goes on. */
export function attempt<T>(problems: Problem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const problem of error.problems) problems.push(problem);
    return undefined;
  }
}

/** Runs `read`; messages of an InputError that quote something endless are cut in the middle. */
export function withShortMessages<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map(({ message, at }) => ({ message: shortened(message), at })));
  }
}

function shortened(message: string): string {
  if (message.length <= MAX_MESSAGE_CHARACTERS) return message;
  return `${message.slice(0, MAX_MESSAGE_CHARACTERS / 2)} … ${message.slice(-MAX_MESSAGE_CHARACTERS / 2)}`;
}

export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const left = problems.length - MAX_PROBLEMS;
  throw new InputError([
    ...problems.slice(0, MAX_PROBLEMS),
    ...(left > 0 ? [{ message: `and ${left} more problems`, at: problems[MAX_PROBLEMS]!.at }] : []),
  ]);
}
