import fc from 'fast-check';
import { recordEvents } from '../../../src/importers/events/record-events.js';
import type { StreamedFile } from '../../../src/importers/events/whole-lines.js';

/** A file that comes in pieces that end at these places, each overwritten once the next is asked for. */
export function inPieces(text: string | Uint8Array, ends: readonly number[] = []): StreamedFile {
  const bytes = Buffer.from(text as string);
  const cuts = [...ends.map((end) => end % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return {
    path: 'trace.jsonl',
    async *chunks() {
      let start = 0;
      for (const end of cuts) {
        const piece = new Uint8Array(bytes.subarray(start, end));
        yield piece;
        piece.fill(0x21);
        start = end;
      }
    },
  };
}

/** Where pieces of a file end: anywhere, also none or many at the same place. */
export const anyCuts = fc.array(fc.nat(), { maxLength: 30 });

/** What is said of a file that is wrong. */
export async function problemsOf(read: Promise<unknown>): Promise<string> {
  return read.then(
    () => 'nothing is wrong',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

/** What is wrong with these lines of events. */
export async function problemsOfLines(...lines: readonly string[]): Promise<string> {
  return problemsOf(recordEvents([inPieces(`${lines.join('\n')}\n`)]));
}
