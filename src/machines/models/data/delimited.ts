import { numberOf, type Sheet } from './data-source.js';

/** The rows of a text with cells between separators. Cells may be quoted; a quote inside is written twice. */
export function parseDelimited(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let offset = 0; offset <= text.length; ) {
    const quoted = quotedCell(text, offset);
    const start = quoted ? quoted.end : offset;
    const end = cellEnd(text, start, separator);
    row.push(quoted ? quoted.value + text.slice(start, end).trimEnd() : text.slice(offset, end));
    if (text[end] !== separator) {
      rows.push(row);
      row = [];
    }
    offset = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
  }
  const last = rows.at(-1);
  if (last?.length === 1 && last[0] === '') rows.pop();
  return rows;
}

/** A cell that begins with a quote and has its closing one. */
function quotedCell(text: string, offset: number): { readonly value: string; readonly end: number } | null {
  let begin = offset;
  while (text[begin] === ' ') begin++;
  if (text[begin] !== '"') return null;
  let value = '';
  for (let from = begin + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { value: value + text.slice(from), end: text.length };
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

function cellEnd(text: string, from: number, separator: string): number {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

/**
 * What separates the cells of a file: what the model says, else a comma in `.csv` files and a tab in others.
 */
export function separatorOf(file: string, tab: string): string {
  if (/^[^\p{L}\p{N}]$/u.test(tab)) return tab;
  return /\.csv$/i.test(file) ? ',' : '\t';
}

/** A text file as a sheet. */
export function delimitedSheet(text: string, separator: string, name: string): Sheet {
  const rows = parseDelimited(text, separator);
  return {
    name,
    rows: rows.length,
    columns: rows.reduce((widest, row) => Math.max(widest, row.length), 0),
    cell(row, column) {
      const cell = rows[row]?.[column]?.trim() ?? '';
      return cell === '' ? null : (numberOf(cell) ?? cell);
    },
    named: () => undefined,
  };
}
