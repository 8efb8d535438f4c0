import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeModelText } from '../../../../src/machines/models/encoding.js';
import { sharedCorpora } from '../../../corpora.js';
import { problemsOf } from './show.js';

/** What the language is made of, so that random texts get far. */
const PIECES = [
  ...['a', 'b c', 'x_1', '"q\\" |"', 'é', '2nd', '1', '.5', '1e9', '1e999', "'s'", "'", '"', '{', '}', '{c}'],
  ...[
    '=',
    '==',
    ':=',
    ':',
    '<->',
    '->',
    '(',
    ')',
    '[',
    ']',
    ',',
    ';',
    '!',
    '~',
    '~~|',
    '|',
    '|\n',
    '?',
    '\\',
    '\\\n',
  ],
  ...[
    '+',
    '-',
    '*',
    '/',
    '^',
    '<',
    '<=',
    '<>',
    ':AND:',
    ':NOT:',
    ':NA:',
    ':EXCEPT:',
    ':RAW:',
    ':IS:',
    ':TEST INPUT:',
  ],
  ...[
    ':MACRO:',
    ':MACRO: m(a : b)',
    ':END OF MACRO:',
    '***\n.g\n***~|',
    '****',
    'IF THEN ELSE(',
    'WITH LOOKUP(',
  ],
  ...[
    'TABBED ARRAY(',
    '[(0,0)-(1,1)]',
    '(1,2)',
    '(a1-a9)',
    'GET XLS SUBSCRIPT(',
    '\\\\\\---///',
    '\u0000',
    '\ud800',
  ],
];
const MODEL = `{UTF-8}
:MACRO: m(x, y : z)
m = x * y ~~|
z = INTEG(x, y) ~~|
:END OF MACRO:
d : (a1-a3), b -> (e : x, y, z, w), f ~ ~ documentation |
x[d] :EXCEPT: [a1], [a2] = IF THEN ELSE(Time > 5 :AND: :NOT: k, m(1, 2 : v), -2^3) ~ m [0,?] ~ text |
k[d] = 1, 2; 3, 4; ~~|
t([(0,0)-(1,1)],(0,1),(1,2)) ~~|
w = WITH LOOKUP(Time, ((0,1),(1,2))) + SUM(x[d!]) + t(1) ~~|
"odd | \\"name\\"" :RAW: := GET DIRECT DATA('?f', 's', 'A', 'B') ~~|
\\\\\\---/// Sketch
///---\\\\\\
15:0,0,0,1,0,0
`;

/** Reads the text, and expects a model or problems that a person can find. */
function expectModelOrProblems(text: string): void {
  const lines = text.split('\n');
  for (const { message, at } of problemsOf(text)) {
    expect(message).toMatch(/^\S[^\n]{4,300}$/u);
    expect(at).toMatchObject({ file: 'test.mdl' });
    expect(at!.column).toBeGreaterThan(0);
    expect(at!.column).toBeLessThanOrEqual((lines[at!.line - 1] ?? '').length + 1);
  }
}

describe('whatever the text, there is a model or an InputError', () => {
  it('for random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectModelOrProblems), {
      numRuns: 500,
    });
  });

  it('for random pieces of the language', () => {
    const texts = fc
      .array(fc.constantFrom(...PIECES, ' ', '\n'), { maxLength: 60 })
      .map((pieces) => pieces.join(''));
    fc.assert(fc.property(texts, expectModelOrProblems), { numRuns: 3000 });
  });

  it('for a model cut off anywhere', () => {
    for (let length = 0; length <= MODEL.length; length++) expectModelOrProblems(MODEL.slice(0, length));
  });

  it('for a model with any stretch taken out or replaced', () => {
    const mutation = fc.tuple(fc.nat(MODEL.length), fc.nat(12), fc.constantFrom('', ...PIECES));
    const mutate = (text: string, [start, length, piece]: readonly [number, number, string]) =>
      text.slice(0, start) + piece + text.slice(start + length);
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) =>
        expectModelOrProblems(mutations.reduce(mutate, MODEL)),
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    '(',
    '[',
    '{',
    '"',
    "'",
    '~',
    '|',
    ':',
    '\\',
    '*',
    '-',
    '-(',
    'a ',
    'a(',
    'a[',
    '\\"',
    '"\n',
    ':AND',
    ',1',
    '\n',
  ])('for %j two hundred thousand times, before the runner loses patience', (piece) => {
    for (const begin of ['', 'x = ', 'x = 1,', 'x(', 'x : ', 'x = "', 'x ~ '])
      expect(problemsOf(begin + piece.repeat(200_000))).toBeDefined();
  });
});

describe.skipIf(sharedCorpora === null)('mutated real models (skipped without ../shared/corpora)', () => {
  const models = [
    'metasd/Covid19US v8.mdl',
    'metasd/InterpolatingArrays.mdl',
    'test-models/tests/get_mixed_definitions/test_get_mixed_definitions.mdl',
    'test-models/tests/reality_checks/test_reality_checks.mdl',
    'test-models/tests/tabbed_arrays/tabbed_arrays.mdl',
    'test-models/tests/special_characters/test_special_variable_names.mdl',
  ];

  it.each(models)('%s: a model or problems, never a crash', (file) => {
    const bytes = readFileSync(join(sharedCorpora!, file));
    const damage = fc.record({
      length: fc.nat(bytes.length),
      edits: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 20 }),
      pieces: fc.array(fc.tuple(fc.nat(bytes.length), fc.constantFrom(...PIECES)), { maxLength: 5 }),
    });
    const property = fc.property(damage, ({ length, edits, pieces }) => {
      const damaged = Uint8Array.from(bytes.subarray(0, length % 3 === 0 ? length : bytes.length));
      for (const [index, byte] of edits) damaged[index % Math.max(1, damaged.length)] = byte;
      let text = decodeModelText(damaged);
      for (const [index, piece] of pieces) text = text.slice(0, index) + piece + text.slice(index);
      expect(problemsOf(text).every(({ at }) => at !== undefined)).toBe(true);
    });
    fc.assert(property, { numRuns: 60 });
  });
});
