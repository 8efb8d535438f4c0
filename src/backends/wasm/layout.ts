import type { Program } from '../../bytecode/program.js';
import { type CellType, findByName, type Isa, rangeOf } from '../../isa/isa.js';
import type { SharedCells } from '../value-sharing.js';

/** Where everything lies in linear memory, in bytes. Pools of rows are not there: the host keeps them. */
export interface Layout {
  /** Memories and pools by name. */
  readonly arrays: ReadonlyMap<string, ArrayPlace>;
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
  shared: readonly SharedCells[] = [],
): Layout {
  return layoutOf(
    isa,
    shared,
    (index) => program.cells[index] ?? 0,
    (pool) => program.pools[pool]?.length ?? 0,
    stackCells,
    false,
  );
}

/** Arrays of a module that runs any program have as many cells as their operands address, but not more than these. */
const MOST_CELLS = 2 ** 18;
const STACK_CELLS = 4096;

/** For any program of a machine that is not too large. */
export function generalLayout(isa: Isa): Layout {
  const addressable = (index: string) =>
    Math.min(rangeOf(findByName(isa.operandKinds, index)!)[1] + 1, MOST_CELLS);
  return layoutOf(
    isa,
    [],
    addressable,
    (pool) => addressable(findByName(isa.pools, pool)!.index),
    STACK_CELLS,
    true,
  );
}

function layoutOf(
  isa: Isa,
  shared: readonly SharedCells[],
  memoryCells: (index: string) => number,
  poolCells: (pool: string) => number,
  stackCells: number,
  anyProgram: boolean,
): Layout {
  const arrays = new Map<string, ArrayPlace>();
  let next = 0;
  const place = (bytes: number): number => {
    const offset = next;
    next = Math.ceil((next + bytes + GAP_BYTES) / 64) * 64;
    return offset;
  };
  const stack = place(stackCells * CELL_BYTES[isa.word]);
  const placeArray = (name: string, type: CellType, cells: number): void => {
    const offset = place(cells * CELL_BYTES[type]);
    arrays.set(name, { name, type, offset, cells, size: anyProgram ? sizeGlobal(name) : null });
  };
  for (const { name, type, index } of isa.memories) placeArray(name, type, memoryCells(index));
  for (const { name, type, rows } of isa.pools) if (!rows) placeArray(name, type, poolCells(name));
  for (const { name, type, cells } of shared) placeArray(name, type, cells);
  return { arrays, stack, stackCells, code: next };
}

export function sizeGlobal(array: string): string {
  return `cells.${array}`;
}

/** Pages that a program with so many words of code needs. */
export function pagesFor({ code }: Layout, codeWords: number): number {
  return Math.ceil((code + codeWords * CODE_WORD_BYTES) / PAGE_BYTES);
}
