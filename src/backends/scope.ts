import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import type { CellType } from '../isa/semantics.js';
import { arraysInUse } from './arrays.js';

/** An array of the machine: a memory, or a pool of numbers or of rows. */
export interface DeclaredArray {
  readonly name: string;
  readonly room: 'memory' | 'pool' | 'rows';
  /** Among the machine's memories, or its pools. */
  readonly index: number;
  readonly type: CellType;
}

/** The arrays that handlers name, those used most first. */
export function arrayPlaces(isa: Isa | FusedIsa): readonly DeclaredArray[] {
  return arraysInUse(isa).map((name) => placeOf(isa, name));
}

/** Where an array of the machine is. */
export function placeOf({ memories, pools }: Isa, name: string): DeclaredArray {
  const memory = memories.findIndex((candidate) => candidate.name === name);
  if (memory >= 0) return { name, room: 'memory', index: memory, type: memories[memory].type };
  const pool = pools.findIndex((candidate) => candidate.name === name);
  const { type, rows } = pools[pool];
  return { name, room: rows ? 'rows' : 'pool', index: pool, type };
}

/**
 * What a handler names besides the stack and the code: an array or a register, as its language declares it.
 */
export interface Variable {
  /** In the generated text, and in the `.isa`. */
  readonly name: string;
  readonly source: string;
  readonly type: string;
  /** What it starts with. */
  readonly value: string;
  readonly isRegister: boolean;
}
