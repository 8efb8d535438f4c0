import { closeSync, readSync, writeSync } from 'node:fs';
import { uninterrupted } from './processes.js';
import { closeWritten, naming, StagedFiles } from './staged-files.js';

/**
 * A file that is written piece by piece, in a folder made if need be. Until it is whole it has no name, so
 * that nothing is left where the process is ended. Every method throws an `InputError` where the file cannot
 * be written; what was there before stays.
 */
export class StreamedFile {
  readonly #path: string;
  readonly #staged = new StagedFiles();
  #file: number | null = null;
  /** False of devices and pipes. */
  #isNameless = false;

  constructor(path: string) {
    this.#path = path;
    this.#attempt(() => {
      this.#file = this.#staged.open(path);
      this.#isNameless = this.#staged.unname();
    });
  }

  /** False: it is a pipe, and nobody reads what comes out of it. */
  write(text: string): boolean {
    return this.#attempt(() => {
      try {
        writeAll(this.#file!, Buffer.from(text));
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
      if (this.#isNameless) uninterrupted(() => this.#name(file));
      this.#file = null;
      if (this.#isNameless) closeSync(file);
      else closeWritten(file);
    });
  }

  /** A file that has lost its name never gets another: its content does. */
  #name(nameless: number): void {
    const named = this.#staged.open(this.#path);
    try {
      copy(nameless, named);
    } catch (error) {
      closeSync(named);
      throw error;
    }
    closeWritten(named);
    this.#staged.putInPlace();
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

const PIECE_BYTES = 2 ** 20;

function copy(from: number, to: number): void {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let at = 0, length = -1; length !== 0; at += length) {
    length = readSync(from, piece, 0, PIECE_BYTES, at);
    writeAll(to, piece.subarray(0, length));
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
