import { closeSync, writeSync } from 'node:fs';
import { closeWritten, naming, StagedFiles } from './staged-files.js';

/**
 * A file that is written piece by piece, in a folder made if need be: beside its place until it is whole.
 * Every method throws an `InputError` where the file cannot be written; what was there before stays.
 */
export class StreamedFile {
  readonly #path: string;
  readonly #staged = new StagedFiles();
  #file: number | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#attempt(() => {
      this.#file = this.#staged.open(path);
    });
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
      const file = this.#file!;
      this.#file = null;
      closeWritten(file);
      this.#staged.putInPlace();
    });
  }

  /** Takes away what was written. */
  abandon(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#staged.discard();
  }

  #attempt<Result>(action: () => Result): Result {
    try {
      return naming(this.#path, action);
    } catch (error) {
      this.abandon();
      throw error;
    }
  }
}
