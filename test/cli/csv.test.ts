import { describe, expect, it } from 'vitest';
import { csvHeader, csvRow } from '../../src/cli/csv.js';
import { escapeJson } from '../../src/util/quote-text.js';

describe('CSV', () => {
  it('quotes names as RFC 4180 says', () => {
    expect(csvHeader(['plain name', 'a, b', 'say "hi"'])).toBe('plain name,"a, b","say ""hi"""\n');
  });

  it.each([
    ["=cmd|' /C calc'!A1", "'=cmd|' /C calc'!A1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    // Taking the apostrophe away gives the name again.
    ["'quoted", "''quoted"],
  ])('keeps spreadsheets from running %j', (name, cell) => {
    expect(csvHeader([name, 'a=b'])).toBe(`${cell},a=b\n`);
  });

  it('escapes what a terminal would act on, or a spreadsheet take for the end of a line', () => {
    expect(csvHeader(['\u001b[31mred', '\t=1', '\r=1', 'a\nb', '\u202eabc'])).toBe(
      '\\u{1b}[31mred,\\u{9}=1,\\u{d}=1,a\\u{a}b,\\u{202e}abc\n',
    );
  });

  it('writes numbers as they are', () => {
    expect(csvRow([-1, -0, 0.1, Number.NaN, Number.NEGATIVE_INFINITY])).toBe('-1,-0,0.1,NaN,-Infinity\n');
  });
});

describe('JSON for the terminal', () => {
  it('says the same without characters that a terminal would act on', () => {
    const value = { name: 'a\u001b\u009b\u202e\u2028b\nc', '\u{e0001}': '\\u001b', list: [1, 'ü 𝒙'] };
    const json = escapeJson(JSON.stringify(value, null, 2));
    expect(JSON.parse(json)).toEqual(value);
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  });
});
