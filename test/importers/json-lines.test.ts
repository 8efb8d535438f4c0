import { expect, it } from 'vitest';
import { jsonLines } from '../../src/importers/json-lines.js';
import { textFile } from './text-file.js';

async function valuesOf(text: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { value } of jsonLines(textFile(text, 'trace.jsonl'))) values.push(value);
  return values;
}

it('reads an object a line, and skips empty lines', async () => {
  expect(await valuesOf('{"a":1}\n\n{"b":[2.5,"x"]}\n')).toEqual([{ a: 1 }, { b: [2.5, 'x'] }]);
});

it('keeps every digit of numbers that a double cannot hold, and what JSON has no notation for', async () => {
  expect(await valuesOf('{"a":[-9223372036854775808,nan,-inf,1.5e-20,0.12345678901234567]}')).toEqual([
    {
      a: [
        { exact: '-9223372036854775808' },
        { exact: 'nan' },
        { exact: '-inf' },
        1.5e-20,
        Number('0.12345678901234567'),
      ],
    },
  ]);
});

it('takes nothing in a string for a number', async () => {
  const text = 'nan, "inf" \\ 12345678901234567890';
  expect(await valuesOf(JSON.stringify({ [text]: text }))).toEqual([{ [text]: text }]);
});

it.each([
  ['{"a":1}\n{"a":', 'trace.jsonl:2:1: this line is not JSON (Unexpected end of JSON input)'],
  ['{"a":1}\nhello', "trace.jsonl:2:1: this line is not JSON (Unexpected token 'h')"],
  ['[1]', 'trace.jsonl:1:1: expected a JSON object in each line'],
])('%j says where it is wrong', async (text, message) => {
  await expect(valuesOf(text)).rejects.toThrow(message);
});
