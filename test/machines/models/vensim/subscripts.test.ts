import { describe, expect, it } from 'vitest';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { messagesOf } from './show.js';

const dimensionOf = (text: string) => parseVensim(`${text} ~~|`, 'test.mdl').dimensions[0]!;
const mappingsOf = (text: string) =>
  dimensionOf(text).mappings.map(({ dimension, elements }) => [dimension, ...elements]);

describe('a dimension', () => {
  it('lists elements and subranges', () => {
    expect(dimensionOf('My Dim:\n\tfirst one, B , "c, d",2nd, 1990')).toEqual({
      name: 'My Dim',
      at: { file: 'test.mdl', line: 1, column: 1 },
      elements: ['first one', 'B', 'c, d', '2nd', '1990'],
      mappings: [],
      aliasOf: null,
      external: null,
    });
  });

  it.each([
    ['D: (a1-a4)', ['a1', 'a2', 'a3', 'a4']],
    ['D: x, (a 9 - A 11), y', ['x', 'a 9', 'a 10', 'a 11', 'y']],
    ['D: (a08-a11)', ['a08', 'a09', 'a10', 'a11']],
    ['D: (a5-a5)', ['a5']],
    ['D: (1990-1992)', ['1990', '1991', '1992']],
  ])('%s writes out its range', (text, elements) => {
    expect(dimensionOf(text).elements).toEqual(elements);
  });

  it.each([
    ['D: a, b', []],
    ['D: a, b -> E', [['E']]],
    ['D: a, b->E, F', [['E'], ['F']]],
    ['D: a, b -> (E: x, y)', [['E', 'x', 'y']]],
    ['D: a, b -> (E: x, (y1-y2), z), F, (G: u, v)', [['E', 'x', 'y1', 'y2', 'z'], ['F'], ['G', 'u', 'v']]],
  ])('%s has its mappings', (text, mappings) => {
    expect(mappingsOf(text)).toEqual(mappings);
  });

  it('knows where a mapping stands', () => {
    expect(
      dimensionOf('D: a, b\n\t-> E,\n\t(F: x, y)').mappings.map(({ at }) => [at.line, at.column]),
    ).toEqual([
      [2, 5],
      [3, 2],
    ]);
  });

  it('can be another name of one', () => {
    expect(dimensionOf('D <-> "My E"')).toMatchObject({ name: 'D', elements: [], aliasOf: 'My E' });
  });

  it('can come from a file', () => {
    expect(dimensionOf("D: GET XLS SUBSCRIPT('a.xls', 'Sheet', 'B4', 'B6', 'pre') -> E")).toMatchObject({
      elements: [],
      external: ['a.xls', 'Sheet', 'B4', 'B6', 'pre'],
      mappings: [{ dimension: 'E' }],
    });
  });

  it.each([
    ['D: (a1-b4)', '1:4 a range has to be of one name with rising numbers, like (a1-a9)'],
    ['D: (a4-a1)', '1:4 a range has to be of one name with rising numbers, like (a1-a9)'],
    ['D: (a-b)', '1:4 a range has to be of one name with rising numbers, like (a1-a9)'],
    ['D: (a1-a4', '1:11 expected ")" to end the range, but found "~"'],
    ['D: a b, ', '1:10 expected an element of the dimension, but found "~"'],
    ['D: a -> ', '1:10 expected the name of a dimension to map to, but found "~"'],
    ['D: a -> (E)', '1:11 expected ":" and the elements of the mapping, but found ")"'],
    ['D <-> ', '1:8 expected the name of the other dimension, but found "~"'],
    [
      "D: FOO('a')",
      '1:4 "FOO" does not list elements; elements are names, ranges like (a1-a9) or GET DIRECT SUBSCRIPT(...)',
    ],
    ['D: GET XLS SUBSCRIPT(5)', `1:22 expected a text like 'file.csv', but found "5"`],
  ])('%s is refused', (text, message) => {
    expect(messagesOf(`${text} ~~|`)).toEqual([message]);
  });

  it.each([
    ['a range of a billion elements', 'D: (a1-a1000000000) ~~|'],
    ['many large ranges', 'D: (a1-a99999) ~~|\n'.repeat(100)],
    ['a long name many times', `D: (${'a'.repeat(10_000)}1-${'a'.repeat(10_000)}9999) ~~|`],
    ['numbers that are not exact', 'D: (a99999999999999990-a99999999999999999) ~~|'],
    ['padding without end', `D: (a${'0'.repeat(10_000)}1-a${'0'.repeat(10_000)}9) ~~|`],
  ])('%s does not fill memory', (_, text) => {
    expect(messagesOf(text)[0]).toMatch('with this range the file has more elements than can be simulated');
  });
});
