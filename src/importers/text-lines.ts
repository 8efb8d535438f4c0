import type { ImportedFile } from './importer.js';

/** A line without its line break. */
export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** The lines of a file; an empty last one is none. Throws an `InputError` where the file cannot be read. */
export async function* textLines(file: ImportedFile): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  for await (const chunk of file.chunks()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const text of lines) yield { text, number: ++number };
  }
  rest += decoder.decode();
  if (rest !== '') yield { text: rest, number: ++number };
}
