import { closeSync, writeSync } from 'node:fs';
import { naming, StagedFiles } from './staged-files.js';

/**
 * A file that is written piece by piece, and has its name once it is whole. All but `abandon` throw an
 * `InputError` where the file cannot be written.
 */
export class StreamedFile {
  readonly #path: string;
  readonly #staged = new StagedFiles();
  /** Null: closed. */
  #file: number | null = null;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = this.#staged.open(path);
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** False: it is a pipe, and nobody reads what comes out of it. */
  write(text: string): boolean {
    const bytes = Buffer.from(text);
    return naming(this.#path, () => {
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
    naming(this.#path, () => this.#close());
    this.#staged.putInPlace();
  }

  /** Takes away what was written. */
  abandon(): void {
    this.#close();
    this.#staged.discard();
  }

  #close(): void {
    const file = this.#file;
    this.#file = null;
    if (file !== null) closeSync(file);
  }
}
