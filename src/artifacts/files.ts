import {
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../util/input-error.js';
import { parseArtifact } from './parse.js';
import type { ArtifactKind } from './schema.js';

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
  const written: { readonly temporary: string; readonly path: string }[] = [];
  const made: string[] = [];
  let current = folder;
  // Interrupted only after the files are in place or gone.
  const interrupted = () => process.exit(EXIT_INTERRUPTED);
  process.on('SIGINT', interrupted);
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      current = path;
      const present = statOf(path);
      if (present?.isDirectory()) throw new InputError(`${path}: a folder of that name is in the way`);
      if (present && !present.isFile()) {
        // A device or a pipe: nothing to rename.
        writeFileSync(path, text);
        continue;
      }
      for (const missing of missingFolders(dirname(path))) {
        mkdirSync(missing);
        made.push(missing);
      }
      const target = present ? realpathSync(path) : path;
      const temporary = `${target}.${process.pid}.tmp`;
      written.push({ temporary, path: target });
      writeFileSync(temporary, text);
    }
    for (const { temporary, path } of written) renameSync(temporary, path);
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    for (const path of made) rmSync(path, { recursive: true, force: true });
    if (error instanceof InputError) throw error;
    throw new InputError(`${current}: cannot be written: ${reasonFor(error)}`);
  } finally {
    // Only after the event loop has looked for signals once more.
    setImmediate(() => setImmediate(() => process.off('SIGINT', interrupted)));
  }
}

const EXIT_INTERRUPTED = 130;

/**
 * Outermost first. `mkdirSync` with `recursive` never ends where a folder can be seen but not added to, as in
 * /proc.
 */
export function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = resolve(folder); !statOf(path); path = dirname(path)) missing.unshift(path);
  return missing;
}

export function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** What the operating system says, without its code and path. */
export function reasonFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS.get(code ?? '') ?? message;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['EEXIST', 'a file of that name is in the way'],
  ['ENOTDIR', 'a file of that name is in the way'],
  ['EISDIR', 'a folder of that name is in the way'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ENOSPC', 'no space left on the device'],
]);
