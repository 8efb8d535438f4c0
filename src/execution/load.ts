import { type PoolEntry, type Program, relocatedCode } from '../bytecode/program.js';
import { validate } from '../bytecode/validate.js';
import type { Isa } from '../isa/isa.js';
import type { CellType } from '../isa/semantics.js';

/** The cells of a memory: doubles or 32-bit integers, by the type of the memory. */
export type MemoryArray = Float64Array | Int32Array;

/** What run loops in this process start from. */
export interface LoadedProgram {
  /** All sections, jump targets absolute. */
  readonly code: Int32Array;
  /** First word of each section. */
  readonly starts: ReadonlyMap<string, number>;
  /** Cells of operand stack that the deepest section needs, at least one. */
  readonly stackCells: number;
  /** One typed array, or one per row. */
  readonly pools: Readonly<Record<string, MemoryArray | readonly MemoryArray[]>>;
}

/** Where printed code notes down that a section has trapped. */
export interface TrapFlag {
  trapped: boolean;
}

/** Whether the section that has just run trapped; the next run starts without. */
export function takeTrap(flag: TrapFlag): boolean {
  if (!flag.trapped) return false;
  flag.trapped = false;
  return true;
}

/** Throws an `InputError` when the program is not valid for the machine. */
export function loadProgram(isa: Isa, program: Program): LoadedProgram {
  const { maxStack } = validate(isa, program);
  const pools = Object.fromEntries(
    isa.pools.map(({ name, type, rows }) => {
      const entries = program.pools[name] ?? [];
      return [name, rows ? entries.map((row) => typed(type, row)) : typed(type, entries)];
    }),
  );
  const stackCells = Math.max(1, ...Object.values(maxStack));
  return { ...relocatedCode(isa, program), stackCells, pools };
}

function typed(type: CellType, values: PoolEntry | readonly PoolEntry[]): MemoryArray {
  return type === 'f64' ? Float64Array.from(values as number[]) : Int32Array.from(values as number[]);
}

/** Memories of the program's sizes, all zero. */
export function createMemories(isa: Isa, program: Program): Readonly<Record<string, MemoryArray>> {
  return Object.fromEntries(
    isa.memories.map(({ name, type, index }) => {
      const cells = program.cells[index] ?? 0;
      return [name, type === 'f64' ? new Float64Array(cells) : new Int32Array(cells)];
    }),
  );
}
