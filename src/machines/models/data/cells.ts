const MAX_COLUMN_LETTERS = 3;

/** A column's index by its letters: `A`, `ab`. */
export function parseColumn(text: string): number | undefined {
  const letters = text.trim().toUpperCase();
  if (!/^[A-Z]+$/.test(letters) || letters.length > MAX_COLUMN_LETTERS) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** A row's index by its number. */
export function parseRow(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d{1,9}$/.test(trimmed) && Number(trimmed) > 0 ? Number(trimmed) - 1 : undefined;
}

/** A cell's row and column by its name: `B5`, `$b$5`. */
export function parseCell(text: string): { readonly row: number; readonly column: number } | undefined {
  const match = /^\s*\$?([A-Za-z]+)\$?(\d+)\s*$/.exec(text);
  const column = match ? parseColumn(match[1]!) : undefined;
  const row = match ? parseRow(match[2]!) : undefined;
  return row === undefined || column === undefined ? undefined : { row, column };
}

/** The letters of a column: the other way round. */
export function columnName(column: number): string {
  let letters = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return letters;
}

/** `B5`. */
export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`;
}
