import { closeSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../util/input-error.js';
import { reasonFor } from './reasons.js';
import { missingFolders, statOf } from './staged-files.js';

/**
 * A file that is written piece by piece, in a folder made if need be: under a temporary name until it is
 * whole. Every method throws an `InputError` where the file cannot be written; what was there before stays.
 */
export class StreamedFile {
  readonly #path: string;
  readonly #made: string[] = [];
  /** Null: a device or a pipe, which is written to as it is. */
  #temporary: string | null = null;
  #target = '';
  #file: number | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#attempt(() => this.#open());
  }

  /** False: it is a pipe, and nobody reads what comes out of it. */
  write(text: string): boolean {
    const bytes = Buffer.from(text);
    return this.#attempt(() => {
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(this.#file!, bytes, done);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
        return false;
      }
    });
  }

  /** All has been written: the file gets its name. */
  finish(): void {
    this.#attempt(() => {
      closeSync(this.#file!);
      this.#file = null;
      if (this.#temporary !== null) renameSync(this.#temporary, this.#target);
    });
  }

  /** Takes away what was written. */
  abandon(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    if (this.#temporary !== null) rmSync(this.#temporary, { force: true });
    for (const folder of this.#made) rmSync(folder, { recursive: true, force: true });
  }

  #open(): void {
    const present = statOf(this.#path);
    if (present?.isDirectory()) throw new InputError(`${this.#path}: a folder of that name is in the way`);
    if (present && !present.isFile()) {
      this.#file = openSync(this.#path, 'w');
      return;
    }
    for (const missing of missingFolders(dirname(this.#path))) {
      mkdirSync(missing);
      this.#made.push(missing);
    }
    this.#target = present ? realpathSync(this.#path) : this.#path;
    this.#temporary = `${this.#target}.${process.pid}.tmp`;
    this.#file = openSync(this.#temporary, 'w');
  }

  #attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      this.abandon();
      if (error instanceof InputError) throw error;
      throw new InputError(`${this.#path}: cannot be written: ${reasonFor(error)}`);
    }
  }
}
