import { deflateRawSync } from 'node:zlib';
import * as library from '@e965/xlsx';

type Row = readonly (string | number | boolean | null)[];

export interface NamedRange {
  readonly Name: string;
  readonly Ref: string;
  readonly Sheet?: number;
}

/** The bytes of a spreadsheet with these sheets. */
export function spreadsheet(
  sheets: Readonly<Record<string, readonly Row[]>>,
  names: readonly NamedRange[] = [],
  bookType: 'xlsx' | 'biff8' | 'ods' = 'xlsx',
): Buffer {
  const book = library.utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    library.utils.book_append_sheet(book, library.utils.aoa_to_sheet(rows.map((row) => [...row])), name);
  }
  book.Workbook = { Names: [...names] };
  return library.write(book, { type: 'buffer', bookType, compression: true });
}

/** The bytes of an .xlsx file whose only sheet, `S`, has this XML. */
export function spreadsheetOf(sheetXml: string): Buffer {
  const { FileIndex, FullPaths } = library.CFB.read(spreadsheet({ S: [[1]] }), { type: 'buffer' });
  const entries = (FullPaths as readonly string[]).flatMap((path, place) => {
    const { content } = FileIndex[place] as { readonly content?: Uint8Array };
    const name = path.replace(/^[^/]*\//, '');
    if (name === '' || name.endsWith('/') || !content) return [];
    return [{ name, content: name.endsWith('sheet1.xml') ? Buffer.from(sheetXml) : Buffer.from(content) }];
  });
  return archive(entries);
}

export interface Entry {
  readonly name: string;
  readonly content: Buffer;
  /** What the directory says instead of the truth. */
  readonly claimedSize?: number;
  readonly encrypted?: boolean;
  /** How often the directory has it. */
  readonly times?: number;
}

/** A ZIP archive, its parts deflated. */
export function archive(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedSize = content.length, encrypted = false, times = 1 } of entries) {
    const packed = deflateRawSync(content);
    const flags = encrypted ? 1 : 0;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    for (const [record, at] of [
      [local, 6],
      [central, 8],
    ] as const) {
      record.writeUInt16LE(flags, at);
      record.writeUInt16LE(8, at + 2);
      record.writeUInt32LE(packed.length, at + 12);
      record.writeUInt32LE(claimedSize, at + 16);
      record.writeUInt16LE(name.length, at + 20);
    }
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    for (let time = 0; time < times; time++) directory.push(central, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length / 2, 8);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
