import { printable } from './quote-text.js';

/** Where something stands in a text: 1-based line and column of its first character. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with the input, and what to do about it. */
export interface Problem {
  readonly message: string;
  readonly at?: SourcePosition;
}

/**
 * The user's input or options are wrong. Carries one or more problems, each printed as
 * `file:line:column: message`. The command line ends with exit code 2 and prints no stack trace. What
 * messages quote may come from anyone: nothing in them can move the cursor of a terminal or end the line.
 */
export class InputError extends Error {
  /** At least one, in the order of their places. */
  readonly problems: readonly Problem[];

  constructor(message: string, at?: SourcePosition);
  constructor(problems: readonly Problem[]);
  constructor(first: string | readonly Problem[], at?: SourcePosition) {
    const given = typeof first === 'string' ? [{ message: first, at }] : first;
    const problems = given.map((problem) => ({ ...problem, message: printable(problem.message) }));
    super(problems.map(formatProblem).join('\n'));
    this.name = 'InputError';
    this.problems = problems;
  }
}

/** `file:line:column: message`, or the message alone where there is no place. */
export function formatProblem({ message, at }: Problem): string {
  return printable(at ? `${at.file}:${at.line}:${at.column}: ${message}` : message);
}

/** Where an offset is in a text, 1-based. */
export function positionAt(file: string, text: string, offset: number): SourcePosition {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}
