import { InputError } from '../util/input-error.js';
import type { ImportedFile } from './importer.js';

/** A line without its line break. */
export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** The lines of a file; an empty last one is none. Throws an `InputError` where the file cannot be read. */
export async function* textLines(file: ImportedFile): AsyncGenerator<TextLine> {
  let number = 0;
  for await (const { lines } of lineBatches(file)) for (const text of lines) yield { text, number: ++number };
}

/** Lines that arrived together. */
export interface LineBatch {
  readonly lines: readonly string[];
  /** False of a last line that no line break follows. */
  readonly isWhole: boolean;
}

/**
 * The same, for files of very many lines: waiting for each alone takes longer than reading it. A line of more
 * than `maxLength` characters is refused.
 */
export async function* lineBatches(
  file: Pick<ImportedFile, 'path' | 'chunks'>,
  maxLength = Number.POSITIVE_INFINITY,
): AsyncGenerator<LineBatch> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 1;
  for await (const chunk of file.chunks()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    number += lines.length;
    yield { lines, isWhole: true };
    if (rest.length > maxLength)
      throw new InputError(`this line has more than ${maxLength} characters: is the file damaged?`, {
        file: file.path,
        line: number,
        column: 1,
      });
  }
  rest += decoder.decode();
  if (rest !== '') yield { lines: [rest], isWhole: false };
}
