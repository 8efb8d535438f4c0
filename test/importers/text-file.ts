import type { ImportedFile } from '../../src/importers/importer.js';

/** A file with this text, for an importer; in pieces of so many bytes. */
export function textFile(text: string, path = 'file', chunkBytes = 1 << 16): ImportedFile {
  const bytes = new TextEncoder().encode(text);
  return {
    path,
    head: text.slice(0, 4096),
    text: () => text,
    async *chunks() {
      for (let start = 0; start < bytes.length; start += chunkBytes)
        yield bytes.subarray(start, start + chunkBytes);
    },
  };
}
