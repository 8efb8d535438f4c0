import { parseCell } from './cells.js';
import { type Area, numberOf, type Sheet } from './data-source.js';
import { readSpreadsheet, type SpreadsheetData } from './spreadsheet-thread.js';

/** The sheets of a spreadsheet file. */
export interface Workbook {
  readonly sheetNames: readonly string[];
  /** By its name, whatever the case; undefined when there is none. */
  sheet(name: string): Sheet | undefined;
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];
const LOTUS = [0x00, 0x00, 0x02, 0x00];
const LOTUS_3 = [0x00, 0x00, 0x1a, 0x00];

/** Whether bytes are a spreadsheet: `.xlsx`, `.xls`, `.ods`, Lotus 1-2-3. */
export function isWorkbook(bytes: Uint8Array): boolean {
  return [ZIP, COMPOUND_FILE, LOTUS, LOTUS_3].some((signature) => startsWith(bytes, signature));
}

/** Reads a spreadsheet; `file` is for messages. Throws an InputError when it is damaged or too large. */
export function readWorkbook(bytes: Buffer, file: string): Workbook {
  const data = readSpreadsheet(bytes, startsWith(bytes, ZIP));
  const sheets = new Map<string, Sheet>();
  const names = namesBySheet(data);
  for (const [index, { name, rows }] of data.sheets.entries()) {
    const key = name.toLowerCase();
    sheets.set(key, {
      name: `${file}, sheet "${name}"`,
      rows: rows.length,
      columns: rows.reduce((widest, row) => Math.max(widest, row?.length ?? 0), 0),
      cell: (row, column) => meaning(rows[row]?.[column]),
      named(range) {
        const wanted = range.trim().toLowerCase();
        const reference = names.get(index)?.get(wanted) ?? names.get(undefined)?.get(wanted);
        return reference === undefined ? undefined : areaOf(reference, sheets);
      },
    });
  }
  return {
    sheetNames: data.sheets.map(({ name }) => name),
    sheet: (name) => sheets.get(name.trim().toLowerCase()),
  };
}

/** A name may be defined for one sheet, or for all. */
function namesBySheet({ names }: SpreadsheetData): ReadonlyMap<number | undefined, Map<string, string>> {
  const bySheet = new Map<number | undefined, Map<string, string>>();
  for (const { name, sheet, reference } of names) {
    const own = bySheet.get(sheet) ?? new Map<string, string>();
    bySheet.set(sheet, own);
    own.set(name.toLowerCase(), reference);
  }
  return bySheet;
}

/** `'My sheet'!$B$2:$F$2`. */
function areaOf(reference: string, sheets: ReadonlyMap<string, Sheet>): Area | undefined {
  const match = /^(?:'((?:[^']|'')*)'|([^'!]*))!([^:]+)(?::(.+))?$/.exec(reference);
  const sheet = match && sheets.get((match[1]?.replaceAll("''", "'") ?? match[2]!).toLowerCase());
  const first = match && parseCell(match[3]!);
  const last = match?.[4] === undefined ? first : parseCell(match[4]);
  if (!sheet || !first || !last) return undefined;
  const { row, column } = first;
  return { sheet, row, column, rows: last.row - row + 1, columns: last.column - column + 1 };
}

function meaning(cell: number | string | null | undefined): number | string | null {
  if (typeof cell !== 'string') return cell ?? null;
  return cell.trim() === '' ? null : (numberOf(cell) ?? cell);
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}
