import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';

/** A file of any length. A piece of it may be overwritten once the next is asked for. */
export type StreamedFile = Pick<ImportedFile, 'path' | 'chunks'>;

/** Bytes from `start` to `end` are whole lines: the last of them is a line feed. */
export interface WholeLines {
  readonly bytes: Uint8Array;
  /** The same bytes, to compare several at once. */
  readonly view: DataView;
  /** The same bytes for `indexOf`, which is many times faster where this is a Node buffer. */
  readonly searchable: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** The file ends without a line feed, and one was added: the last line may have been cut off. */
  readonly isUnterminated: boolean;
}

export const LINE_FEED = 0x0a;

/** A line that is longer is no event, and would fill memory. */
const MAX_LINE_BYTES = 64 * 2 ** 20;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Cuts a file at line ends. What is yielded holds until the next step: the buffer of lines that span pieces
 * is used again.
 */
export async function* wholeLines(file: StreamedFile): AsyncGenerator<WholeLines, void> {
  const rest = new Rest(file.path);
  let isFirst = true;
  const linesOf = (chunk: Uint8Array, from: number, to: number, isUnterminated = false): WholeLines => {
    // All byte loops get the same kind of array, whatever the pieces are: V8 then compiles them once.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const hasMark = isFirst && BYTE_ORDER_MARK.every((byte, i) => bytes[from + i] === byte);
    isFirst = false;
    const start = hasMark ? from + BYTE_ORDER_MARK.length : from;
    return { bytes, view, searchable: chunk, start, end: to, isUnterminated };
  };
  for await (const chunk of file.chunks()) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    let start = 0;
    if (end > 0 && rest.length > 0) {
      start = chunk.indexOf(LINE_FEED) + 1;
      rest.append(chunk.subarray(0, start));
      yield linesOf(rest.bytes, 0, rest.length);
      rest.length = 0;
    }
    if (start < end) yield linesOf(chunk, start, end);
    rest.append(chunk.subarray(end));
  }
  if (rest.length > 0) {
    rest.append(Uint8Array.of(LINE_FEED));
    yield linesOf(rest.bytes, 0, rest.length, true);
  }
}

/** What follows the last line end of a piece. */
class Rest {
  bytes = new Uint8Array(2 ** 12);
  length = 0;

  constructor(private readonly path: string) {}

  append(piece: Uint8Array): void {
    const needed = this.length + piece.length;
    if (needed > MAX_LINE_BYTES) {
      throw new InputError(
        `${this.path} has a line of more than ${MAX_LINE_BYTES / 2 ** 20} MiB: events go on lines of their own`,
      );
    }
    if (needed > this.bytes.length) {
      const longer = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
      longer.set(this.bytes.subarray(0, this.length));
      this.bytes = longer;
    }
    this.bytes.set(piece, this.length);
    this.length = needed;
  }
}
