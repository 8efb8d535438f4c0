import { InputError } from '../../../util/input-error.js';
import { canonicalName } from '../syntax.js';
import { createSeries, numberOf, type Series, type Sheet } from './data-source.js';

/** Series by `seriesName`. */
export type SeriesByName = ReadonlyMap<string, Series>;

/** Names of series are the same when they differ only in case, quotes and spaces, also within subscripts. */
export function seriesName(name: string): string {
  return canonicalName(name.replace(/\\?"/g, '')).replace(/\s*([[\],])\s*/g, '$1');
}

/**
 * Reads Vensim's text export (`.dat`): a line with a variable's name, then a line for each of its points with
 * the time and the value, separated by a tab.
 */
export function readDat(text: string, file: string): SeriesByName {
  const all = new Map<string, Series>();
  let name: string | null = null;
  let times: number[] = [];
  let values: number[] = [];
  const finish = () => {
    if (name !== null && !all.has(name)) all.set(name, createSeries(times, values));
    times = [];
    values = [];
  };
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '') continue;
    const point = pointOf(line);
    if (!point) {
      finish();
      name = seriesName(line);
    } else if (name === null) {
      throw new InputError(
        "a point before the first variable's name; a .dat file has a name on one line, then lines with a time, a tab and a value",
        { file, line: index + 1, column: 1 },
      );
    } else {
      times.push(point.time);
      values.push(point.value);
    }
  }
  finish();
  return all;
}

function pointOf(line: string): { readonly time: number; readonly value: number } | null {
  const cells = line.trim().split(line.includes('\t') ? /\t/ : /\s+/);
  if (cells.length !== 2) return null;
  const [time, value] = cells.map(numberOf) as [number | null, number | null];
  return time === null || value === null ? null : { time, value };
}

/**
 * Reads a table of series: either a row of names with times down the first column, or times along the first
 * row with names down the first column.
 */
export function readSeriesTable(sheet: Sheet, file: string): SeriesByName {
  const across = timesRunAcross(sheet);
  const count = across ? sheet.rows : sheet.columns;
  const length = across ? sheet.columns : sheet.rows;
  const cell = (series: number, point: number) =>
    across ? sheet.cell(series, point) : sheet.cell(point, series);
  const times = numbersAlong(length, (point) => cell(0, point));
  if (times.every(Number.isNaN)) {
    throw new InputError(
      'there are no times: a table of data has the times in its first column or its first row, and names in the other',
      { file, line: 1, column: 1 },
    );
  }
  const all = new Map<string, Series>();
  for (let series = 1; series < count; series++) {
    const name = cell(series, 0);
    if (name === null) continue;
    const values = numbersAlong(length, (point) => cell(series, point));
    const canonical = seriesName(String(name));
    if (!all.has(canonical)) all.set(canonical, createSeries(times, values));
  }
  return all;
}

/** Where the first row has a number behind its first cell, it has times; else it has names. */
function timesRunAcross(sheet: Sheet): boolean {
  for (let column = 1; column < sheet.columns; column++) {
    const cell = sheet.cell(0, column);
    if (cell !== null) return typeof cell === 'number';
  }
  return false;
}

/** The cells from the second on; what is no number becomes NaN. */
function numbersAlong(length: number, cell: (index: number) => number | string | null): number[] {
  return Array.from({ length: Math.max(0, length - 1) }, (_, index) => {
    const value = cell(index + 1);
    return typeof value === 'number' ? value : Number.NaN;
  });
}
