import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textLines } from '../../src/importers/text-lines.js';
import { textFile } from './text-file.js';

async function linesOf(text: string, chunkBytes?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const { text: line, number } of textLines(textFile(text, 'file', chunkBytes))) {
    lines.push(line);
    expect(number).toBe(lines.length);
  }
  return lines;
}

it('a text is its lines, wherever it is cut into pieces', async () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '語', '🐍', ' ', '\n') }));
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (parts, chunkBytes) => {
      const text = parts.join('\n');
      const expected = text.split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(await linesOf(text, chunkBytes)).toEqual(expected);
    }),
  );
});

it('an empty file has no lines, and a last line needs no line break', async () => {
  expect(await linesOf('')).toEqual([]);
  expect(await linesOf('a\nb')).toEqual(await linesOf('a\nb\n'));
});
