import { InputError, type SourcePosition } from '../../../../util/input-error.js';
import { parseCell, parseColumn, parseRow } from '../../data/cells.js';
import type { Area, Sheet } from '../../data/data-source.js';
import { quoted } from '../names.js';

/** Where in a sheet something begins. */
export interface Start {
  readonly sheet: Sheet;
  readonly row: number;
  readonly column: number;
}

/** The times or x values along a row or down a column. */
export interface Axis {
  readonly across: boolean;
  readonly length: number;
  at(point: number): number | string | null;
}

/** `B5`, or the first cell of a named area. `dimension` begins the message if there is none. */
export function startOf(sheet: Sheet, cell: string, dimension: string, at: SourcePosition): Start {
  const area = sheet.named(cell);
  if (area) return area;
  const address = parseCell(cell);
  if (address) return { sheet, ...address };
  throw new InputError(
    `${dimension}there is no cell and no named area ${quoted(cell)} in ${sheet.name}; cells are written like B5`,
    at,
  );
}

/** From a cell to another, to a row (`9`), to a column (`F`), or to the end. */
export function areaBetween({ sheet, row, column }: Start, last: string): Area {
  const cell = parseCell(last);
  const bottom = cell?.row ?? parseRow(last) ?? sheet.rows - 1;
  const right = cell?.column ?? parseColumn(last) ?? sheet.columns - 1;
  return { sheet, row, column, rows: bottom - row + 1, columns: right - column + 1 };
}

/** The number of a row, the letters of a column, or the name of an area that is one of either. */
export function axisOf(sheet: Sheet, along: string, start: Start, at: SourcePosition): Axis {
  const area = sheet.named(along);
  if (area && (area.rows === 1 || area.columns === 1)) {
    const across = area.rows === 1;
    const length = across
      ? Math.min(area.columns, area.sheet.columns - area.column)
      : Math.min(area.rows, area.sheet.rows - area.row);
    return {
      across,
      length: Math.max(0, length),
      at: (point) => area.sheet.cell(area.row + (across ? 0 : point), area.column + (across ? point : 0)),
    };
  }
  const row = parseRow(along);
  if (row !== undefined) {
    const length = Math.max(0, sheet.columns - start.column);
    return { across: true, length, at: (point) => sheet.cell(row, start.column + point) };
  }
  const column = parseColumn(along);
  if (column !== undefined) {
    const length = Math.max(0, sheet.rows - start.row);
    return { across: false, length, at: (point) => sheet.cell(start.row + point, column) };
  }
  throw new InputError(
    `${quoted(along)} is no row, column or named area in ${sheet.name}; a row is written like 4, a column like C`,
    at,
  );
}
