import { readFileSync } from 'node:fs';
import type { Model } from '../../../src/machines/models/model.js';
import { canonicalName } from '../../../src/machines/models/syntax.js';
import type { Results } from './reference-simulator.js';

/** A run of a model by another program: time first, then a column per variable. Blank cells are NaN. */
export interface ReferenceOutput {
  readonly times: readonly number[];
  readonly columns: ReadonlyMap<string, readonly number[]>;
}

export interface Comparison {
  /** Columns beyond time that both have. */
  readonly compared: number;
  /** Columns that only the reference has. */
  readonly missing: readonly string[];
  readonly different: readonly Difference[];
}

export interface Difference {
  readonly name: string;
  readonly time: number;
  readonly expected: number;
  readonly actual: number;
}

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

const TOLERANCE: Tolerance = { relative: 1e-3, absolute: 1e-5 };

/** Reads a `.tab` or `.csv` file, in which names may be quoted. */
export function readReference(path: string): ReferenceOutput {
  const rows = parseTable(
    readFileSync(path, 'utf8').replace(/^\ufeff/, ''),
    path.endsWith('.csv') ? ',' : '\t',
  );
  const [header = [], ...lines] = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
  const numbers = lines.map((line) => line.map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell))));
  return {
    times: numbers.map((line) => line[0]),
    columns: new Map(
      header
        .slice(1)
        .map((name, place) => [columnName(name), numbers.map((line) => line[place + 1] ?? Number.NaN)]),
    ),
  };
}

/** Compares every column that both have at every time that the reference saved. */
export function compare(
  model: Model,
  results: Results,
  reference: ReferenceOutput,
  { relative, absolute }: Tolerance = TOLERANCE,
): Comparison {
  const indices = new Map(model.variables.map(({ name }, index) => [columnName(name), index]));
  const rowOf = new Map(results.times.map((time, row) => [time.toPrecision(9), row]));
  const rows = reference.times.map((time) => rowOf.get(time.toPrecision(9)) ?? nearest(results.times, time));
  const missing: string[] = [];
  const different: Difference[] = [];
  let compared = 0;
  for (const [name, expected] of reference.columns) {
    const index = indices.get(name);
    if (index === undefined) {
      missing.push(name);
      continue;
    }
    compared++;
    for (const [place, row] of rows.entries()) {
      const wanted = expected[place];
      if (Number.isNaN(wanted)) continue;
      const actual = row === undefined ? Number.NaN : results.values[index][row];
      if (!(Math.abs(actual - wanted) <= absolute + relative * Math.abs(wanted))) {
        different.push({ name, time: reference.times[place], expected: wanted, actual });
        break;
      }
    }
  }
  return { compared, missing, different };
}

/** Names of columns are the same when they differ only in case, quotes and spaces, also within subscripts. */
function columnName(name: string): string {
  return canonicalName(name.replace(/\\?"/g, '')).replace(/\s*([[\],])\s*/g, '$1');
}

/** References round times to few digits. */
function nearest(times: readonly number[], time: number): number | undefined {
  const row = times.findIndex(
    (candidate) => Math.abs(candidate - time) <= 1e-5 * Math.max(1, Math.abs(time)),
  );
  return row < 0 ? undefined : row;
}

function parseTable(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let inQuotes = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inQuotes) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else inQuotes = false;
    } else if (character === '"' && cell.trim() === '') inQuotes = true;
    else if (character === separator || character === '\n' || character === '\r') {
      rows.at(-1)?.push(cell);
      cell = '';
      if (character !== separator) rows.push([]);
    } else cell += character;
  }
  rows.at(-1)?.push(cell);
  return rows;
}
