import * as v from 'valibot';
import { describeIssue } from '../util/describe-issue.js';
import { InputError, type Problem, positionAt } from '../util/input-error.js';
import type { ArtifactKind } from './schema.js';

/**
 * Reads the text of an artifact; `path` is for messages. Throws an `InputError` that says where it is wrong.
 */
export function parseArtifact<T>(kind: ArtifactKind<T>, text: string, path: string): T {
  const { what, version = 1, schema } = kind;
  const at = { file: path, line: 1, column: 1 };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InputError([jsonProblem(path, text, what, (error as Error).message)]);
  }
  if (typeof data !== 'object' || data === null || !('schema' in data) || typeof data.schema !== 'number')
    throw new InputError(`not ${what}: there is no "schema": ${version} in it`, at);
  if (data.schema !== version)
    throw new InputError(`this version reads schema ${version}, not ${data.schema}: make it again`, at);
  const result = check(schema, data);
  if (result === null) throw new InputError(`not ${what}: it is nested too deeply`, at);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new InputError(`not ${what}: ${describeIssue(issue)}`, at);
}

/** Null when the data is nested deeper than can be walked. */
function check<T>(schema: v.GenericSchema<unknown, T>, data: unknown) {
  try {
    return v.safeParse(schema, data, { abortEarly: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function jsonProblem(file: string, text: string, what: string, message: string): Problem {
  return {
    message: `not ${what}: ${message.replace(/( in JSON)? at position .*/s, '').replace(/\s+/g, ' ')}`,
    at: positionAt(file, text, jsonErrorOffset(text, message)),
  };
}

/** V8 gives the position of a mistake in JSON, or shows ten characters on either side of it. */
function jsonErrorOffset(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message);
  if (position) return Number(position[1]);
  const shown = /Unexpected token '(.+?)', (\.{3})?"(.*)"(\.{3})? is not valid JSON$/su.exec(message);
  if (!shown) return text.length;
  const [, token, cutBefore, excerpt, cutAfter] = shown;
  const within = cutBefore ? 10 : cutAfter ? excerpt.length - 10 : excerpt.indexOf(token);
  return Math.max(0, text.indexOf(excerpt)) + Math.max(0, within);
}
