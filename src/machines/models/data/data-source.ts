import { InputError } from '../../../util/input-error.js';
import { MISSING } from '../syntax.js';

/**
 * Where a model's external data come from. `analysis` reads no files itself: it is handed one of these.
 * Errors are InputErrors, without a position when they are about what the model asked for.
 */
export interface DataSource {
  /** The cells of a file that the model names; `tab` is the sheet, or the separator of a text file. */
  sheet(file: string, tab: string): Sheet;
  /** The points the user gives for a data variable, by its name with subscripts: `sales[north]`. */
  series(variable: string): Series | undefined;
}

/** The file that a model names is not there. Data that nothing in the model needs may be missing. */
export class NoSuchFile extends InputError {}

/** Values at points in time, times ascending. */
export interface Series {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** A table of cells. Rows and columns are counted from 0. */
export interface Sheet {
  /** What messages call it: `inputs.xlsx, sheet "Data"`. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Null where there is nothing, or an error. */
  cell(row: number, column: number): number | string | null;
  /** The area that the file gives this name. */
  named(name: string): Area | undefined;
}

export interface Area {
  readonly sheet: Sheet;
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** A source that has nothing. */
export const NO_DATA: DataSource = {
  sheet(file) {
    throw new InputError(
      `"${file}" is external data, which is not read here; write the numbers into the model`,
    );
  },
  series: () => undefined,
};

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a cell's text is, or null. */
export function numberOf(text: string): number | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : null;
}

/** Points in any order as a series: sorted by time, missing values left out. */
export function createSeries(times: readonly number[], values: readonly number[]): Series {
  const present = [...times.keys()].filter((point) => !isMissing(times[point]) && !isMissing(values[point]));
  const ascending = present.every(
    (point, index) => index === 0 || times[point]! >= times[present[index - 1]!]!,
  );
  if (!ascending) present.sort((a, b) => times[a]! - times[b]!);
  return { times: present.map((point) => times[point]!), values: present.map((point) => values[point]!) };
}

/** No number, or Vensim's `:NA:`, which exports write with few digits and its manual has at half the size. */
function isMissing(value: number | undefined): boolean {
  if (value === undefined || !Number.isFinite(value)) return true;
  return [MISSING, MISSING / 2].some((missing) => Math.abs(value / missing - 1) < 1e-4);
}
