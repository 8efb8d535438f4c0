import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  delimitedSheet,
  parseDelimited,
  separatorOf,
} from '../../../../src/machines/models/data/delimited.js';

describe('text with separators', () => {
  it('may have quoted cells, with separators, quotes and line breaks inside', () => {
    expect(parseDelimited('a,"b,c","say ""x"""\n"two\nlines",2', ',')).toEqual([
      ['a', 'b,c', 'say "x"'],
      ['two\nlines', '2'],
    ]);
  });

  it('may end its lines in any way, the last or not', () => {
    const rows = [
      ['a', 'b'],
      ['1', ''],
    ];
    for (const text of ['a,b\n1,', 'a,b\r\n1,\r\n', 'a,b\r1,\r'])
      expect(parseDelimited(text, ',')).toEqual(rows);
    expect(parseDelimited('', ',')).toEqual([]);
    expect(parseDelimited('a\n\nb', ',')).toEqual([['a'], [''], ['b']]);
  });

  it('keeps the rest when a quote is not closed', () => {
    expect(parseDelimited('a,"b\nc', ',')).toEqual([['a', 'b\nc']]);
  });

  it('is read back as it was written, whatever is in the cells', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\n', '\r', ' ', '\t') });
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, (written) => {
        const text = written
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        // A last line with nothing in it is none.
        const expected =
          written.at(-1)!.join('') === '' && written.at(-1)!.length === 1 ? written.slice(0, -1) : written;
        expect(parseDelimited(text, ',')).toEqual(expected);
      }),
    );
  });

  it('may be nothing but quotes, commas or line breaks, millions of them', () => {
    for (const text of [
      '""'.repeat(2_000_000),
      '","'.repeat(1_000_000),
      '"\n'.repeat(1_000_000),
      ','.repeat(4_000_000),
    ]) {
      expect(parseDelimited(text, ',').length).toBeGreaterThan(0);
    }
  });
});

describe('the separator', () => {
  it('is what the model says, else a comma in .csv files and a tab in others', () => {
    expect([separatorOf('a.csv', ''), separatorOf('A.CSV', 'Sheet1'), separatorOf('a.txt', '')]).toEqual([
      ',',
      ',',
      '\t',
    ]);
    expect(separatorOf('a.csv', ';')).toBe(';');
  });
});

describe('a text as a sheet', () => {
  const sheet = delimitedSheet('x, 1 ,-2.5e3\n"3",,1e\n , 1,0 ,0x10,Infinity', ',', 'a.csv');

  it('has numbers where a cell is one as a whole', () => {
    expect([0, 1, 2].map((column) => sheet.cell(0, column))).toEqual(['x', 1, -2500]);
    expect([0, 1, 2].map((column) => sheet.cell(1, column))).toEqual([3, null, '1e']);
    expect([0, 3, 4].map((column) => sheet.cell(2, column))).toEqual([null, '0x10', 'Infinity']);
  });

  it('is as wide as its longest row, and empty beyond', () => {
    expect([sheet.rows, sheet.columns]).toEqual([3, 5]);
    expect([sheet.cell(0, 9), sheet.cell(9, 0), sheet.named('x')]).toEqual([null, null, undefined]);
  });
});
