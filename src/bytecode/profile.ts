import type { Program } from './program.js';

/** What a trace saw: the programs, and how often each of their basic blocks ran. */
export interface Profile {
  readonly schema: 1;
  readonly machine: string;
  /** Of the machine's `.isa` text. */
  readonly isaDigest: string;
  readonly programs: readonly ProgramProfile[];
}

/** A program in a profile: the code that is mined, and where scheduling changed it, the code as it came. */
export interface ProgramProfile extends TracedProgram {
  /** The program as it was traced, where scheduling changed it: what reruns are compared with. */
  readonly original?: TracedProgram;
}

/**
 * A program, and how often each of its basic blocks ran: all blocks of all sections, in order, executed or
 * not.
 */
export interface TracedProgram {
  readonly program: Program;
  readonly blocks: readonly BlockProfile[];
}

/** The program before scheduling. */
export function originalOf({ program, blocks, original }: ProgramProfile): TracedProgram {
  return original ?? { program, blocks };
}

/** Instructions `start` to `end` (exclusive) of a section, and executions over the whole run. */
export interface BlockProfile {
  readonly section: string;
  readonly start: number;
  readonly end: number;
  readonly executions: number;
}

/** Instructions of the code, executed or not. */
export function instructionCount({ blocks }: TracedProgram): number {
  return blocks.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Instructions dispatched by one whole run. */
export function dispatches({ blocks }: TracedProgram): number {
  return blocks.reduce((sum, { start, end, executions }) => sum + (end - start) * executions, 0);
}
