import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from './show.js';

const TOKENS = [
  ...[
    'my',
    'if',
    'elsif',
    'else',
    'while',
    'for',
    'return',
    'sub',
    'multi',
    'proto',
    'class',
    'role',
    'has',
    'method',
  ],
  ...[
    'is',
    'rw',
    'where',
    'self',
    'callsame',
    'say',
    'True',
    'Int',
    'Str',
    'A',
    'f',
    'x',
    'div',
    'eq',
    'unless',
  ],
  ...[
    '$x',
    '$_',
    '@a',
    '%h',
    '&f',
    '$!v',
    '$.v',
    '$',
    '1',
    '2e0',
    '3i',
    '1.5',
    "'s'",
    '"',
    "'",
    '"a $x b"',
    '"{',
  ],
  ...[
    '+',
    '-',
    '*',
    '**',
    '%',
    '~',
    '=',
    '==',
    '<',
    '>',
    '&&',
    '||',
    '!',
    '??',
    '!!',
    '..',
    '^',
    '=>',
    '->',
    '{*}',
  ],
  ...[
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    ';',
    ',',
    '|',
    '.',
    '.^',
    '.m',
    '.new',
    '\n',
    ' ',
    ' ',
    ' ',
    '#',
    '\\',
    '<a>',
  ],
];
const tokens = fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 });

/** Anything thrown but an `InputError` comes out of `problemsOf`. */
describe('random sources are parsed or refused, whatever they hold', () => {
  it('tokens', () => {
    fc.assert(
      fc.property(tokens, fc.constantFrom('', ' '), (all, between) => {
        for (const problem of problemsOf(all.join(between))) expect(problem).toMatch(/^\d+:\d+: ./);
      }),
      { numRuns: 700 },
    );
  });

  it('tokens behind declarations of their names', () => {
    const declared = 'my $x; my @a; my %h; class A { has $.v; method m { } }; sub f(|) { };\n';
    fc.assert(
      fc.property(tokens, (all) => {
        for (const problem of problemsOf(declared + all.join(' ')))
          expect(problem).toMatch(/^[2-9]\d*:\d+: ./);
      }),
      { numRuns: 700 },
    );
  });

  it('characters and bytes', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const problem of problemsOf(text)) expect(problem).toMatch(/^\d+:\d+: ./);
      }),
      { numRuns: 200 },
    );
  });
});
