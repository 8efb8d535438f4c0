import * as v from 'valibot';
import { describeIssue } from '../util/describe-issue.js';
import { InputError, type SourcePosition } from '../util/input-error.js';
import type { ImportedFile } from './importer.js';
import { textLines } from './text-lines.js';

/** An object that stands in a line of its own. */
export interface JsonLine {
  readonly value: object;
  readonly at: SourcePosition;
}

/** Numbers that JSON has no notation for, or that a double cannot hold, come as `{ exact: '-1' }`. */
export const EXACT_NUMBER = v.strictObject({ exact: v.string() });

/**
 * The objects of a file of JSON lines. Throws an `InputError` where a line holds none, or the file cannot be
 * read.
 */
export async function* jsonLines(file: ImportedFile): AsyncGenerator<JsonLine> {
  for await (const { text, number } of textLines(file)) {
    if (text.trim() === '') continue;
    const at = { file: file.path, line: number, column: 1 };
    const value = parseLine(text, at);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new InputError('expected a JSON object in each line: was the file damaged?', at);
    yield { value, at };
  }
}

function parseLine(text: string, at: SourcePosition): unknown {
  try {
    return JSON.parse(withExactNumbers(text));
  } catch (error) {
    const [reason] = (error as Error).message.split(/,? (?:in JSON|\.{3}|")/);
    throw new InputError(`this line is not JSON (${reason}): was the file damaged, or cut off?`, at);
  }
}

/** Strings, to be left alone, what C prints for numbers that JSON does not have, and numbers. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?(?:nan|inf)\b|-?\d[\d.eE+-]*/g;
/** A double holds all integers of fifteen digits. */
const NEEDS_EXACT = /^-?(?:nan|inf|\d{16,})$/;

function withExactNumbers(text: string): string {
  return text.replace(STRING_OR_NUMBER, (found) =>
    NEEDS_EXACT.test(found) ? `{"exact":"${found}"}` : found,
  );
}

/** Checks a line. Throws an `InputError` that names the field that is wrong. */
export function checkLine<T>(schema: v.GenericSchema<unknown, T>, { value, at }: JsonLine): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const what = describeIssue(issue, (field) => `"${field}"`);
  throw new InputError(`${what}: was the file damaged?`, at);
}
