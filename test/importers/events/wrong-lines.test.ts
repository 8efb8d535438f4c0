import { describe, expect, it } from 'vitest';
import { recordEvents } from '../../../src/importers/events/record-events.js';
import { inPieces, problemsOfLines as problems, problemsOf } from './pieces.js';

describe('what is wrong with a line', () => {
  it('is told with its place, all of a file at once', async () => {
    const lines = [
      '{"pc":0,"op":"a"}',
      '{"pc":"0","op":"a"}',
      '{"pc":1}',
      '{"op":"a"}',
      '{"pc":0,"op":"b"}',
      '{"pc":0,"op":"a"}',
    ];
    expect(await problems(...lines)).toMatchInlineSnapshot(`
      "InputError: trace.jsonl:2:7: "pc" has to be a whole number from 0 to 2^53 - 1
      trace.jsonl:3:1: "op" is missing: it names the operation
      trace.jsonl:4:1: "pc" is missing: it says which instruction this is
      trace.jsonl:5:1: pc 0 of \`main\` is \`b\` here, and was \`a\` on line 1: where code changes while it runs, its new version needs another "fn""
    `);
  });

  it.each([
    ['{"pc":-1,"op":"a"}', 7, '"pc" has to be a whole number from 0 to 2^53 - 1'],
    ['{"pc":1.5,"op":"a"}', 7, '"pc" has to be a whole number from 0 to 2^53 - 1'],
    ['{"pc":9007199254740992,"op":"a"}', 7, '"pc" has to be a whole number from 0 to 2^53 - 1'],
    ['{"pc":"1","op":"a"}', 7, '"pc" has to be a whole number from 0 to 2^53 - 1'],
    ['{"pc":1,"op":7}', 14, '"op" has to be a string, such as "add"'],
    ['{"pc":1,"op":null}', 14, '"op" has to be a string, such as "add"'],
    ['{"pc":1,"op":"a","fn":3}', 23, '"fn" has to be a string, such as "main"'],
    ['{"pc":1,"op":"a","n":-2}', 22, '"n" has to be a whole number from 0 to 2^53 - 1'],
    ['{"pc":1,"op":"a","n":0.5}', 22, '"n" has to be a whole number from 0 to 2^53 - 1'],
    ['{"pc":1,"op":"a","depth":"1"}', 26, '"depth" has to be a whole number from 0 to 2^53 - 1'],
    ['{"pc":1,"op":"a","entry":1}', 26, '"entry" has to be true or false'],
    ['{"pc":1,"op":"a","entry":"yes"}', 26, '"entry" has to be true or false'],
    ['{"pc":1,"op":"a","state":[1]}', 26, '"state" has to be a string or a number'],
    ['{"pc":1,"op":"a","args":{"x":1}}', 25, '"args" has to be an array, such as [1,"x"]'],
    [
      '{"pc":1,"op":"a","args":[1,[2]]}',
      28,
      'arguments are numbers and strings: write what is within one as arguments of their own',
    ],
    [
      '{"pc":1,"op":"a","args":[{}]}',
      26,
      'arguments are numbers and strings: write what is within one as arguments of their own',
    ],
    ['{"pc":1,"op":"a","args":[1 2]}', 28, 'expected "," or "]"'],
    [
      '{"pc":1,"op":"a"} {"pc":2,"op":"a"}',
      19,
      'expected the line to end: each event goes on a line of its own',
    ],
    // Columns are of characters, not of bytes.
    ['{"pc":1,"op":"é", x}', 19, 'expected a key in quotes'],
    ['{"pc":1,"op":"a",}', 18, 'expected a key in quotes'],
    ['{"pc":1 "op":"a"}', 9, 'expected "," or "}"'],
    ['{"pc" 1}', 7, 'expected ":"'],
    ['{"pc":01,"op":"a"}', 7, 'a number does not begin with 0'],
    ['{"pc":1.,"op":"a"}', 9, 'expected a digit'],
    ['{"pc":1,"op":"\\x"}', 16, 'JSON has no such escape'],
    ['{"pc":1,"op":"\\u00g0"}', 19, 'JSON has no such escape'],
    ['{"pc":1,"op":"\t"}', 15, 'expected the string to end: control characters are written as \\u'],
    ['{"pc":1,"op":"a","x":nul}', 22, 'expected a value'],
    ['[1,"a"]', 1, 'expected an event, such as {"pc":0,"op":"add"}'],
    ['pc 1', 1, 'expected an event, such as {"pc":0,"op":"add"}'],
    ['-1', 1, 'expected an event, such as {"pc":0,"op":"add"}'],
    ['12 13', 4, 'expected the line to end: each event goes on a line of its own'],
  ])('%s', async (line, column, message) => {
    expect(await problems('{"pc":0,"op":"a"}', line)).toBe(`InputError: trace.jsonl:2:${column}: ${message}`);
  });

  it('is that values are too deep in each other', async () => {
    const nested = (depth: number) => `{"pc":1,"op":"a","x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(await problems(nested(500))).toBe('nothing is wrong');
    expect(await problems(nested(100_000))).toMatchInlineSnapshot(
      `"InputError: trace.jsonl:1:523: more than 500 arrays and objects are within each other"`,
    );
  });

  it('is that the instruction was another one, with other arguments or another operation', async () => {
    const lines = [
      '{"pc":3,"op":"load","args":[1,"x"]}',
      '{"pc":3,"op":"load","args":[1]}',
      '{"pc":3,"op":"load","args":["1","x"]}',
      '{"pc":3,"op":"\\u001b[31m"}',
    ];
    expect(await problems(...lines)).toMatchInlineSnapshot(`
      "InputError: trace.jsonl:2:1: pc 3 of \`main\` is \`load 1\` here, and was \`load 1 "x"\` on line 1: where code changes while it runs, its new version needs another "fn"
      trace.jsonl:3:1: pc 3 of \`main\` is \`load "1" "x"\` here, and was \`load 1 "x"\` on line 1: where code changes while it runs, its new version needs another "fn"
      trace.jsonl:4:1: pc 3 of \`main\` is \`�[31m\` here, and was \`load 1 "x"\` on line 1: where code changes while it runs, its new version needs another "fn""
    `);
  });

  it('is that the file was cut off within it', async () => {
    const whole = '{"pc":0,"op":"a","args":[1,"x"],"x":[{"y":-1.5}]}';
    for (let length = 1; length < whole.length; length++) {
      expect(await problemsOf(recordEvents([inPieces(`${whole}\n${whole.slice(0, length)}`)]))).toMatch(
        /^InputError: trace.jsonl:2:\d+: the file ends in the middle of a line/,
      );
    }
  });

  it('is a byte order mark anywhere but at the beginning of the file', async () => {
    const line = '{"pc":0,"op":"a"}\n';
    for (const cuts of [[], [line.length], [line.length + 1]]) {
      const read = recordEvents([inPieces(`${line}\u{feff}${line}`, cuts)]);
      expect(await problemsOf(read)).toMatch(/^InputError: trace.jsonl:2:1: expected an event/);
    }
  });

  it('is that it ends too early, in the middle of a file', async () => {
    expect(await problems('{"pc":0,"op":"a"', '{"pc":0,"op":"a"}', '{"pc":0,"op":"a')).toMatchInlineSnapshot(`
      "InputError: trace.jsonl:1:17: the line ends too early: expected "," or "}"
      trace.jsonl:3:16: the line ends too early: expected the string to end: control characters are written as \\u"
    `);
  });

  it('is that counts add up to what no number holds', async () => {
    const most = '{"pc":0,"op":"a","n":9007199254740991}';
    expect(await problems(most)).toBe('nothing is wrong');
    expect(await problems(most, '{"pc":0,"op":"a","n":1}')).toMatchInlineSnapshot(
      `"InputError: trace.jsonl:2:1: the counts of this instruction add up to more than 2^53 - 1"`,
    );
    expect(await problems(most, '{"pc":0,"op":"a"}')).toMatchInlineSnapshot(
      `"InputError: trace.jsonl: the counts add up to more than 2^53 - 1"`,
    );
    expect(await problems(most, '{"pc":1,"op":"a","n":1}')).toMatch(/add up to more/);
  });

  it('stops at twenty', async () => {
    const wrong = await problems(...Array.from({ length: 50 }, () => '{'));
    expect(wrong.split('\n')).toHaveLength(20);
  });

  it('may be that there is none', async () => {
    expect(await problems('', '')).toBe('InputError: trace.jsonl tells of no event');
  });
});
