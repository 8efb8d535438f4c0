import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/util/glob.js';

describe('a glob', () => {
  it.each([
    ['world*', 'World3', true],
    ['*', '', true],
    ['?', '', false],
    ['?', '𝒳', true],
    ['a*b?d', 'abbbcd', true],
    ['a*b?d', 'abbbc', false],
    ['*.mdl', 'x.mdl.mdl', true],
    ['a.c', 'abc', false],
    ['', 'a', false],
    ['', '', true],
  ])('%j and %j: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  it('says the same as a regular expression', () => {
    const text = (characters: string) =>
      fc.array(fc.constantFrom(...characters), { maxLength: 10 }).map((list) => list.join(''));
    fc.assert(
      fc.property(text('ab*?'), text('ab'), (pattern, name) => {
        const expression = `^${pattern.replace(/\*+/g, '*').replaceAll('*', '.*').replaceAll('?', '.')}$`;
        expect(matchesGlob(pattern, name)).toBe(new RegExp(expression).test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it('of many stars comes to an end on a long name', () => {
    expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});
