import { InputError, type SourcePosition } from '../../../../util/input-error.js';
import { cellName, columnName } from '../../data/cells.js';
import {
  createSeries,
  type DataSource,
  NoSuchFile,
  type Series,
  type Sheet,
} from '../../data/data-source.js';
import type { Call, Dimension } from '../../syntax.js';
import { MAX_CELLS } from '../limits.js';
import { countOf, quoted } from '../names.js';
import { areaBetween, axisOf, startOf } from './sheet-areas.js';

type Reader<Value> = (ordinals: readonly number[]) => Value;

/** Reads what the functions ask for. Errors are InputErrors at the call. */
export class ExternalReader {
  private readonly constantReaders = new Map<Call, Reader<number>>();
  private readonly seriesReaders = new Map<Call, Reader<Series>>();
  private cells = 0;
  private readonly source: DataSource;

  constructor(source: DataSource) {
    this.source = source;
  }

  /** One number of GET XLS CONSTANTS; `ordinals` locate the element in the ranges on the left-hand side. */
  constant(call: Call, ordinals: readonly number[]): number {
    return remembered(this.constantReaders, call, () => this.constantReader(call))(ordinals);
  }

  /** The points of one element of GET XLS DATA or GET XLS LOOKUPS. Throws NoSuchFile for a missing file. */
  series(call: Call, ordinals: readonly number[], sizes: readonly number[]): Series {
    const flat = ordinals.reduce((flat, ordinal, range) => flat * sizes[range]! + ordinal, 0);
    return remembered(this.seriesReaders, call, () => this.seriesReader(call))([flat]);
  }

  /** The elements of a dimension from GET XLS SUBSCRIPT: its cells across, then down. */
  elements({ name, at, external }: Dimension): readonly string[] {
    const [file, tab, first = '', last = '', prefix = ''] = external ?? [];
    const dimension = `dimension ${quoted(name)}: `;
    if (file === undefined || tab === undefined || first === '') {
      throw new InputError(
        `${dimension}GET DIRECT SUBSCRIPT takes a file, a tab, a first cell, a last cell and a prefix`,
        at,
      );
    }
    const sheet = this.sheet(file, tab, dimension, at);
    const area = sheet.named(first) ?? areaBetween(startOf(sheet, first, dimension, at), last);
    const right = Math.min(area.column + area.columns, area.sheet.columns);
    const bottom = Math.min(area.row + area.rows, area.sheet.rows);
    const elements: string[] = [];
    for (let row = area.row; row < bottom; row++) {
      this.count(1 + Math.max(0, right - area.column), at);
      for (let column = area.column; column < right; column++) {
        const value = area.sheet.cell(row, column);
        if (value !== null) elements.push(`${prefix}${value}`);
      }
    }
    if (elements.length === 0) {
      throw new InputError(`${dimension}there is nothing from ${first} on in ${sheet.name}`, at);
    }
    return elements;
  }

  /**
   * The last range of the left-hand side runs across, the one before it down; `*` after the cell swaps them.
   */
  private constantReader(call: Call): Reader<number> {
    const [file, tab, cell] = textsOf(call, 3) as [string, string, string];
    const sheet = this.sheet(file, tab, '', call.at);
    const transposed = cell.trimEnd().endsWith('*');
    const start = startOf(sheet, cell.trimEnd().replace(/\*$/, ''), '', call.at);
    return (ordinals) => {
      if (ordinals.length > 2) {
        throw new InputError(
          `${call.name.toUpperCase()} fills at most two subscript ranges, not ${ordinals.length}; write an equation for each element of the others`,
          call.at,
        );
      }
      const across = ordinals.at(-1) ?? 0;
      const down = ordinals.at(-2) ?? 0;
      const row = start.row + (transposed ? across : down);
      const column = start.column + (transposed ? down : across);
      const value = start.sheet.cell(row, column);
      if (typeof value === 'number') return value;
      throw new InputError(
        `a number is needed in cell ${cellName(row, column)} of ${start.sheet.name}, but ${value === null ? 'it is empty or an error' : `it has ${quoted(value)}`}`,
        call.at,
      );
    };
  }

  /** Elements follow each other at right angles to the axis. */
  private seriesReader(call: Call): Reader<Series> {
    const [file, tab, along, cell] = textsOf(call, 4) as [string, string, string, string];
    const sheet = this.sheet(file, tab, '', call.at);
    const start = startOf(sheet, cell.trimEnd().replace(/\*$/, ''), '', call.at);
    const axis = axisOf(sheet, along, start, call.at);
    return ([offset = 0]) => {
      const row = start.row + (axis.across ? offset : 0);
      const column = start.column + (axis.across ? 0 : offset);
      const xs: number[] = [];
      const ys: number[] = [];
      this.count(axis.length, call.at);
      for (let point = 0; point < axis.length; point++) {
        const x = axis.at(point);
        const y = start.sheet.cell(row + (axis.across ? 0 : point), column + (axis.across ? point : 0));
        if (typeof x !== 'number' || typeof y !== 'number') continue;
        xs.push(x);
        ys.push(y);
      }
      if (xs.length > 0) return createSeries(xs, ys);
      const where = axis.across ? `row ${row + 1}` : `column ${columnName(column)}`;
      throw new InputError(
        `there are no numbers in ${where} of ${start.sheet.name} from ${cellName(row, column)} on, with others at the same places of "${along}"`,
        call.at,
      );
    };
  }

  private sheet(file: string, tab: string, dimension: string, at: SourcePosition): Sheet {
    try {
      return this.source.sheet(file, tab);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const message = `${dimension}${error.problems[0]?.message ?? error.message}`;
      throw error instanceof NoSuchFile ? new NoSuchFile(message, at) : new InputError(message, at);
    }
  }

  private count(cells: number, at: SourcePosition): void {
    this.cells += cells;
    if (this.cells <= MAX_CELLS) return;
    throw new InputError(
      `the model reads more than ${MAX_CELLS} cells of external data, here; make the data smaller`,
      at,
    );
  }
}

function textsOf(call: Call, count: number): readonly string[] {
  if (call.arguments.length !== count) {
    throw new InputError(
      `${call.name.toUpperCase()} takes ${countOf(count, 'argument')}, not ${call.arguments.length}`,
      call.at,
    );
  }
  return call.arguments.map((argument) => {
    if (argument.kind === 'string') return argument.value;
    throw new InputError(`${call.name.toUpperCase()} takes texts in quotes: 'data.xlsx'`, argument.at);
  });
}

function remembered<Value>(known: Map<Call, Value>, call: Call, create: () => Value): Value {
  let value = known.get(call);
  if (value === undefined) {
    value = create();
    known.set(call, value);
  }
  return value;
}
