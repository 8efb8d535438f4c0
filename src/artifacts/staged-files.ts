import {
  closeSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../util/input-error.js';
import { isRunning } from './processes.js';
import { reasonFor } from './reasons.js';

/**
 * Files that are written whole: each to a temporary name on the same disk, and renamed when all are there.
 * Until then whoever reads sees what was there before, and a failure leaves that as it was.
 */
export class StagedFiles {
  readonly #waiting: { readonly temporary: string; readonly path: string }[] = [];
  readonly #foldersMade: string[] = [];
  readonly #within: string | null;

  /**
   * With a folder that all files are below, no link in it is followed: one to a folder is refused, one to a
   * file replaced.
   */
  constructor(within: string | null = null) {
    this.#within = within;
  }

  /** Writes a file beside its place. Throws an `InputError` where there can be none. */
  stage(path: string, content: string | Uint8Array): void {
    const file = this.open(path);
    naming(path, () => {
      try {
        writeFileSync(file, content);
      } catch (error) {
        closeSync(file);
        throw error;
      }
      closeWritten(file);
    });
  }

  /**
   * Makes a file beside its place, to be written by whoever opens it and closed by `closeWritten` before it
   * is put there. A device or a pipe is opened as it is. Throws an `InputError` where there can be none.
   */
  open(path: string): number {
    return naming(path, () => {
      const present = this.#within === null ? statOf(path) : statWithin(this.#within, path);
      if (present?.isDirectory()) throw new InputError(`${path}: a folder of that name is in the way`);
      if (present && !present.isFile()) return openSync(path, 'w');
      this.#makeFolders(dirname(path));
      const target = present ? realpathSync(path) : path;
      removeLeftovers(dirname(target), (name) => name === basename(target));
      const temporary = temporaryName(target);
      this.#waiting.push({ temporary, path: target });
      // Whatever has that name by chance, or leads elsewhere.
      rmSync(temporary, { force: true });
      return openSync(temporary, 'wx+');
    });
  }

  /**
   * Takes the names of open files away: what is written goes with the process, however that ends. False where
   * there was none, as of a device.
   */
  unname(): boolean {
    const names = this.#waiting.splice(0);
    for (const { temporary } of names) rmSync(temporary, { force: true });
    return names.length > 0;
  }

  /** With the folders above it that are missing: they go again if the files are discarded. */
  makeFolder(folder: string): void {
    naming(folder, () => this.#makeFolders(folder));
  }

  /** Puts all that was staged in its place, in that order. */
  putInPlace(): void {
    const folders = new Set(this.#foldersMade.map((folder) => dirname(resolve(folder))));
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const { temporary, path } = next;
      naming(path, () => renameSync(temporary, path));
      this.#waiting.shift();
      folders.add(dirname(resolve(path)));
    }
    this.#foldersMade.length = 0;
    for (const folder of folders) syncFolder(folder);
  }

  /** Takes away what is not in its place, and the folders made for it unless somebody put something there. */
  discard(): void {
    for (const { temporary } of this.#waiting) rmSync(temporary, { force: true });
    for (const folder of this.#foldersMade.toReversed()) removeIfEmpty(folder);
  }

  #makeFolders(folder: string): void {
    for (const missing of missingFolders(folder)) if (make(missing)) this.#foldersMade.push(missing);
  }
}

/** Says in an `InputError` what could not be written. */
export function naming<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof InputError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new InputError(`${path}: cannot be written: ${reasonFor(error)}`);
  }
}

/** Removes temporary files of processes that are gone, of files called so. */
export function removeLeftovers(folder: string, isOurs: (name: string) => boolean): void {
  for (const entry of readdirSync(folder)) {
    const [, name, pid] = TEMPORARY.exec(entry) ?? [];
    if (name !== undefined && isOurs(name) && !isRunning(Number(pid)))
      rmSync(join(folder, entry), { force: true });
  }
}

/** The file that a temporary one was to become; null: it is no temporary file of ours. */
export function temporaryOf(name: string): string | null {
  return TEMPORARY.exec(name)?.[1] ?? null;
}

const TEMPORARY = /^(.+)\.(\d{1,10})-\d+\.tmp$/;

/** One file may be waiting in several forms. */
let count = 0;

function temporaryName(path: string): string {
  return `${path}.${process.pid}-${count++}.tmp`;
}

/** False where somebody else has made it in between. */
function make(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (statOf(folder)?.isDirectory()) return false;
    throw error;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else is in it, or it is gone.
  }
}

/** Closes a file that is on the disk before anything points to it: power may fail between two renames. */
export function closeWritten(file: number): void {
  try {
    if (fstatSync(file).isFile()) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Windows cannot, and some network disks will not: what was renamed is seen all the same. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch {}
}

/**
 * Outermost first. `mkdirSync` with `recursive` never ends where a folder can be seen but not added to, as in
 * /proc.
 */
function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = resolve(folder); !statOf(path); path = dirname(path)) missing.unshift(path);
  return missing;
}

/** Undefined for a link to a file: it is replaced as if it were not there. */
function statWithin(folder: string, path: string): Stats | undefined {
  for (let at = dirname(path); at !== folder && at !== dirname(at); at = dirname(at))
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new InputError(`${at}: a link in place of a folder: remove it, or write to another folder`);
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isSymbolicLink() ? undefined : found;
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
