import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../util/input-error.js';
import { parseArtifact } from './parse.js';
import { uninterrupted } from './processes.js';
import { reasonFor } from './reasons.js';
import type { ArtifactKind } from './schema.js';
import { StagedFiles } from './staged-files.js';

/** Reads an artifact from a file; throws an `InputError` that says why it cannot. */
export function readArtifact<T>(kind: ArtifactKind<T>, path: string): T {
  return parseArtifact(kind, readText(path), path);
}

/** Reads a text file; throws an `InputError` that says why it cannot. */
export function readText(path: string): string {
  const at = { file: path, line: 1, column: 1 };
  try {
    if (statSync(path).isDirectory()) throw new InputError('this is a folder, not a file', at);
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`the file cannot be read: ${reasonFor(error)}`, at);
  }
}

/**
 * Writes files into a folder, made if need be: each to a temporary name first, all renamed at the end, so
 * that a failure leaves what was there before. Throws an `InputError` when the folder cannot be written.
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const staged = new StagedFiles();
  uninterrupted(() => {
    try {
      for (const [name, content] of files) staged.stage(join(folder, name), content);
      staged.putInPlace();
    } catch (error) {
      staged.discard();
      throw error;
    }
  });
}
