import type { Code } from '../bytecode/program.js';
import type { Accesses, MemoryAccess } from '../isa/accesses.js';
import type { Isa } from '../isa/isa.js';

/** What a stretch of straight-line code reads and writes. */
export interface Footprint {
  readonly reads: Touched;
  readonly writes: Touched;
  /** Registers it reads as they were before it, and those it sets. */
  readonly registersRead: ReadonlySet<string>;
  readonly registersWritten: ReadonlySet<string>;
  /** It calls externs that are no values. */
  readonly calls: boolean;
  /** It takes cells off the stack that it did not put there. */
  readonly reachesBelow: boolean;
  /** It may leave in its middle. */
  readonly exits: boolean;
}

/** Single cells as `cellKey` numbers them, and memories of which only the run tells the cells. */
export interface Touched {
  readonly cells: ReadonlySet<number>;
  readonly memories: ReadonlySet<number>;
}

const MAX_CELLS = 2 ** 32;

/** One number per cell of all memories; `memory` is an index into those of the `Isa`. */
export function cellKey(memory: number, address: number): number {
  return memory * MAX_CELLS + address;
}

export function memoryOf(cell: number): number {
  return Math.floor(cell / MAX_CELLS);
}

export function addressOf(cell: number): number {
  return cell % MAX_CELLS;
}

/** Of the instructions `start` to `end`, exclusive; `accesses` are those of each opcode. */
export function footprintOf(
  isa: Isa,
  accesses: readonly Accesses[],
  code: Code,
  start: number,
  end: number,
): Footprint {
  const reads = { cells: new Set<number>(), memories: new Set<number>() };
  const writes = { cells: new Set<number>(), memories: new Set<number>() };
  const registersRead = new Set<string>();
  const registersWritten = new Set<string>();
  let calls = false;
  let reachesBelow = false;
  let exits = false;
  let depth = 0;
  for (let index = start; index < end; index++) {
    const { opcode, operands } = code[index];
    const part = accesses[opcode];
    const touch = ({ memory, cell }: MemoryAccess, { cells, memories }: typeof reads) => {
      const space = isa.memories.findIndex(({ name }) => name === memory);
      if (cell.kind === 'computed') memories.add(space);
      else cells.add(cellKey(space, cell.kind === 'fixed' ? cell.address : operands[cell.index]));
    };
    for (const access of part.reads) touch(access, reads);
    for (const access of part.writes) touch(access, writes);
    for (let space = 0; part.touchesAll && space < isa.memories.length; space++)
      for (const { memories } of [reads, writes]) memories.add(space);
    for (const register of part.registersRead)
      if (!registersWritten.has(register)) registersRead.add(register);
    for (const register of part.registersWritten) registersWritten.add(register);
    calls ||= part.calls;
    exits ||= part.exits;
    const { pops, pushes } = isa.instructions[opcode];
    reachesBelow ||= depth < pops.length;
    depth += pushes.length - pops.length;
  }
  return { reads, writes, registersRead, registersWritten, calls, reachesBelow, exits };
}
