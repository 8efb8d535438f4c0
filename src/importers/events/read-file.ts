import { InputError, type Problem } from '../../util/input-error.js';
import type { LineScanner } from './line-scanner.js';
import { type StreamedFile, type WholeLines, wholeLines } from './whole-lines.js';

/** So many problems of a file are told: one that has more is something else altogether. */
const MAX_PROBLEMS = 20;

/** Reads lines with a scanner that stands at the first of them. */
export interface LineReader {
  readonly scanner: LineScanner;
  open(lines: WholeLines): void;
  /** Reads up to the place where the last line ends. Throws an `InputError` in a line that is wrong. */
  readLines(end: number): void;
}

/** Has a file read. Throws an `InputError` with all that is wrong with it, or the first of very much. */
export async function readFile(file: StreamedFile, reader: LineReader): Promise<void> {
  const { scanner } = reader;
  const problems: Problem[] = [];
  for await (const lines of wholeLines(file)) {
    scanner.open(lines);
    reader.open(lines);
    while (scanner.pos < lines.end && problems.length < MAX_PROBLEMS) {
      try {
        reader.readLines(lines.end);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(...error.problems);
        scanner.skipLine();
      }
    }
    if (problems.length >= MAX_PROBLEMS) break;
  }
  if (problems.length > 0) throw new InputError(problems);
}
