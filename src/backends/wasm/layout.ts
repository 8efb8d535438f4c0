import type { Program } from '../../bytecode/program.js';
import { findByName, type Isa, rangeOf } from '../../isa/isa.js';
import type { CellType } from '../../isa/semantics.js';
import type { SharedCells } from '../value-sharing.js';
import type { ExternText } from './extern-text.js';

/** Where everything lies in linear memory, in bytes. */
export interface MemoryLayout {
  /** Memories and pools of single values by name. */
  readonly arrays: ReadonlyMap<string, ArrayPlace>;
  /** Pools of rows by name. */
  readonly rows: ReadonlyMap<string, RowsPlace>;
  /** First cell of the operand stack, which grows upwards. */
  readonly stack: number;
  readonly stackCells: number;
  /** First word of the code, which comes last. */
  readonly code: number;
}

export interface ArrayPlace {
  readonly name: string;
  readonly type: CellType;
  readonly offset: number;
  /** Room for so many cells. */
  readonly cells: number;
  /** The global that says how many of them the program has; null: all. */
  readonly size: string | null;
}

export interface RowsPlace {
  readonly name: string;
  readonly type: CellType;
  /** Per row two i32: its address, and how many numbers it has. */
  readonly table: number;
  /** Room for so many rows. */
  readonly cells: number;
  /** As of an array. */
  readonly size: string | null;
  /** The rows of the one program that the layout is for; null where the host puts them behind the code. */
  readonly known: readonly RowPlace[] | null;
}

export interface RowPlace {
  readonly address: number;
  readonly length: number;
}

/** What is the same for all expressions of a module. */
export interface Place {
  readonly layout: MemoryLayout;
  /** Functions of the machine that are in the module. */
  readonly text: ExternText;
}

/** Of the table. */
export const ROW_BYTES = 8;
export const CELL_BYTES: Readonly<Record<CellType, number>> = { f64: 8, i32: 4 };
export const CODE_WORD_BYTES = 4;
export const PAGE_BYTES = 65_536;

/** Between arrays, so that those of 2^n bytes do not share the same few cache sets. */
const GAP_BYTES = 17 * 64;

/** For one program: each array as large as it needs. */
export function programLayout(
  isa: Isa,
  program: Program,
  stackCells: number,
  { data }: ExternText,
  shared: readonly SharedCells[] = [],
): MemoryLayout {
  return layoutOf(isa, shared, {
    dataCells: data.length,
    stackCells,
    memoryCells: (index) => program.cells[index] ?? 0,
    poolCells: (pool) => program.pools[pool]?.length ?? 0,
    rowLengths: (pool) => (program.pools[pool] ?? []).map((row) => (row as readonly number[]).length),
  });
}

/**
 * Arrays of a module that runs any program have as many cells as their operands address, but not more than
 * these.
 */
const MAX_CELLS = 2 ** 18;
const STACK_CELLS = 4096;

/** For any program of a machine that is not too large. */
export function generalLayout(isa: Isa, { data }: ExternText): MemoryLayout {
  const addressable = (index: string) =>
    Math.min(rangeOf(findByName(isa.operandKinds, index)!)[1] + 1, MAX_CELLS);
  return layoutOf(isa, [], {
    dataCells: data.length,
    stackCells: STACK_CELLS,
    memoryCells: addressable,
    poolCells: (pool) => addressable(findByName(isa.pools, pool)!.index),
    rowLengths: null,
  });
}

interface Sizes {
  /** What the machine's functions have from address 0 on. */
  readonly dataCells: number;
  readonly stackCells: number;
  memoryCells(index: string): number;
  poolCells(pool: string): number;
  /** Null: for any program. */
  readonly rowLengths: ((pool: string) => readonly number[]) | null;
}

function layoutOf(isa: Isa, shared: readonly SharedCells[], sizes: Sizes): MemoryLayout {
  const { dataCells, stackCells, memoryCells, poolCells, rowLengths } = sizes;
  const arrays = new Map<string, ArrayPlace>();
  const rows = new Map<string, RowsPlace>();
  let next = 0;
  const place = (bytes: number): number => {
    const offset = next;
    next = Math.ceil((next + bytes + GAP_BYTES) / 64) * 64;
    return offset;
  };
  place(dataCells * CELL_BYTES.f64);
  const sizeOf = (name: string) => (rowLengths ? null : sizeGlobal(name));
  const stack = place(stackCells * CELL_BYTES[isa.word]);
  const placeArray = (name: string, type: CellType, cells: number): void => {
    const offset = place(cells * CELL_BYTES[type]);
    arrays.set(name, { name, type, offset, cells, size: sizeOf(name) });
  };
  const placeRows = (name: string, type: CellType, cells: number): void => {
    const table = place(cells * ROW_BYTES);
    const known = rowLengths ? placeBehindEachOther(rowLengths(name), CELL_BYTES[type], place) : null;
    rows.set(name, { name, type, table, cells, size: sizeOf(name), known });
  };
  for (const { name, type, index } of isa.memories) placeArray(name, type, memoryCells(index));
  for (const pool of isa.pools)
    (pool.rows ? placeRows : placeArray)(pool.name, pool.type, poolCells(pool.name));
  for (const { name, type, cells } of shared) placeArray(name, type, cells);
  return { arrays, rows, stack, stackCells, code: next };
}

function placeBehindEachOther(
  lengths: readonly number[],
  bytes: number,
  place: (bytes: number) => number,
): RowPlace[] {
  let next = place(bytes * lengths.reduce((a, b) => a + b, 0));
  return lengths.map((length) => {
    const address = next;
    next += bytes * length;
    return { address, length };
  });
}

export function sizeGlobal(array: string): string {
  return `cells.${array}`;
}

/** Pages that a program with so many words of code needs. */
export function pagesFor({ code }: MemoryLayout, codeWords: number): number {
  return Math.ceil((code + codeWords * CODE_WORD_BYTES) / PAGE_BYTES);
}
