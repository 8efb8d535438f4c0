import { describe, expect, it } from 'vitest';
import { readSpreadsheet } from '../../../../src/machines/models/data/spreadsheet-thread.js';
import { isWorkbook, readWorkbook } from '../../../../src/machines/models/data/workbook.js';
import { InputError } from '../../../../src/util/input-error.js';
import { archive, spreadsheet, spreadsheetOf } from './spreadsheets.js';

const SHEETS = {
  Data: [
    ['time', 0, 1.5],
    ['a', null, '2.5'],
    [true, 'n/a', -1e30],
  ],
  'Other sheet': [[7]],
};

const xml = (content: string, after = '') =>
  `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${content}</sheetData>${after}</worksheet>`;

describe.each(['xlsx', 'biff8', 'ods'] as const)('a spreadsheet (%s)', (bookType) => {
  const bytes = spreadsheet(SHEETS, [], bookType);
  const book = readWorkbook(bytes, 'book');

  it('is known by its first bytes', () => {
    expect(isWorkbook(bytes)).toBe(true);
    expect(isWorkbook(Buffer.from('PK,not,a,zip'))).toBe(false);
    expect(isWorkbook(Buffer.alloc(0))).toBe(false);
  });

  it('has its sheets by name, whatever the case', () => {
    expect(book.sheetNames).toEqual(['Data', 'Other sheet']);
    expect(book.sheet('OTHER SHEET')?.cell(0, 0)).toBe(7);
    expect(book.sheet('data')?.name).toBe('book, sheet "Data"');
    expect(book.sheet('none')).toBeUndefined();
  });

  it('has numbers and texts; truth values are nothing', () => {
    const sheet = book.sheet('Data')!;
    const rows = [0, 1, 2].map((row) => [0, 1, 2].map((column) => sheet.cell(row, column)));
    expect(rows).toEqual([
      ['time', 0, 1.5],
      ['a', null, 2.5],
      [null, 'n/a', -1e30],
    ]);
    expect([sheet.rows, sheet.columns]).toEqual([3, 3]);
    expect(sheet.cell(99, 99)).toBeNull();
  });
});

describe('named areas', () => {
  const names = [
    { Name: 'everywhere', Ref: "'Other sheet'!$B$2:$D$2" },
    { Name: 'local', Ref: 'Data!$A$1', Sheet: 0 },
    { Name: 'local', Ref: 'Data!$C$3:$C$5', Sheet: 1 },
    { Name: 'broken', Ref: '#REF!$A$1' },
    { Name: 'computed', Ref: 'OFFSET(Data!$A$1,1,1)' },
  ];
  const book = readWorkbook(spreadsheet(SHEETS, names), 'book.xlsx');
  const area = (sheet: string, name: string) => {
    const found = book.sheet(sheet)?.named(name);
    return found && [found.sheet.name, found.row, found.column, found.rows, found.columns];
  };

  it('may be known to all sheets', () => {
    expect(area('Data', 'Everywhere')).toEqual(['book.xlsx, sheet "Other sheet"', 1, 1, 1, 3]);
  });

  it('may be known to one sheet, and mean something else in another', () => {
    expect(area('Data', 'local')).toEqual(['book.xlsx, sheet "Data"', 0, 0, 1, 1]);
    expect(area('Other sheet', 'local')).toEqual(['book.xlsx, sheet "Data"', 2, 2, 3, 1]);
  });

  it('that are no area are not there', () => {
    expect([area('Data', 'broken'), area('Data', 'computed'), area('Data', 'none')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the result of a formula', () => {
  it('is what the program that wrote the file computed', () => {
    const cells =
      '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1/0</f></c><c r="C1" t="e"><v>#DIV/0!</v></c></row>';
    const sheet = readWorkbook(spreadsheetOf(xml(cells)), 'a.xlsx').sheet('S')!;
    expect([0, 1, 2].map((column) => sheet.cell(0, column))).toEqual([2, null, null]);
  });
});

describe('a file that is no good', () => {
  const problem = (action: () => unknown) => {
    try {
      action();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as InputError).message;
    }
    return 'accepted';
  };

  it('is told to be so', () => {
    const bytes = spreadsheet(SHEETS);
    expect(problem(() => readWorkbook(bytes.subarray(0, bytes.length / 2), 'a'))).toBe(
      'the file is damaged: it is no complete spreadsheet',
    );
    expect(
      problem(() => readWorkbook(archive([{ name: 'a.xml', content: Buffer.from('<a/>') }]), 'a')),
    ).toContain('the file cannot be read as a spreadsheet');
    const compound = spreadsheet(SHEETS, [], 'biff8');
    expect(problem(() => readWorkbook(compound.subarray(0, 600), 'a'))).toContain('cannot be read');
  });

  it('cannot take all memory', () => {
    const bomb = spreadsheetOf(xml(' '.repeat(60 * 2 ** 20)));
    expect(bomb.length).toBeLessThan(100_000);
    expect(problem(() => readWorkbook(bomb, 'a'))).toContain('unpacked, it has more than 48 MB');
  });

  it('cannot take all time', () => {
    const links = '<hyperlink ref="A1:XFD1048576" location="x"/>'.repeat(100);
    const endless = spreadsheetOf(xml('', `<hyperlinks>${links}</hyperlinks>`));
    expect(problem(() => readSpreadsheet(endless, true, 1000))).toContain(
      'too large to be read as a spreadsheet',
    );
  });

  it('does not break the program, however it is damaged', { timeout: 60_000 }, () => {
    for (const bookType of ['xlsx', 'biff8'] as const) {
      const bytes = spreadsheet(SHEETS, [], bookType);
      for (let round = 1; round <= 12; round++) {
        const broken = Buffer.from(bytes);
        for (let place = 0; place < round * 4; place++) {
          broken[4 + ((place * 7919 + round * 104_729) % (broken.length - 4))]! ^=
            1 + ((place * 31 + round) % 255);
        }
        problem(() => readWorkbook(broken, 'a'));
      }
    }
  });
});
