import type { Isa } from '../isa/isa.js';
import { type Block, basicBlocks } from './blocks.js';
import { type Code, decodeSection, type Program } from './program.js';

/** What a trace saw: the programs, and how often each of their instructions ran. */
export interface Profile {
  readonly schema: 2;
  readonly machine: string;
  /** Of the machine's `.isa` text. */
  readonly isaDigest: string;
  readonly programs: readonly ProgramProfile[];
  /** What the authors of the VM chose by hand, to be judged beside what is mined. */
  readonly handMade?: readonly HandMadeSet[];
}

/** Superinstructions that a VM ships with. */
export interface HandMadeSet {
  readonly name: string;
  /** As `formatPattern` writes them. */
  readonly patterns: readonly string[];
}

/** A program in a profile: the code that is mined, and where scheduling changed it, the code as it came. */
export interface ProgramProfile extends TracedProgram {
  /** The program as it was traced, where scheduling changed it: what reruns are compared with. */
  readonly original?: TracedProgram;
}

/**
 * A program, and how often each of its instructions ran. Counts are per instruction because code leaves
 * blocks in their middle: by exits, exceptions, branches that fall through.
 */
export interface TracedProgram {
  readonly program: Program;
  /** By section, then by instruction: executions over the whole run. */
  readonly counts: readonly Float64Array[];
  /**
   * By section: where control went other than to the next instruction. Only where events were seen one after
   * the other: with them a run can be replayed.
   */
  readonly transfers?: readonly (readonly SectionTransfer[])[];
}

/** Control went so many times from one instruction of a section to another; -1: in from outside, or out. */
export interface SectionTransfer {
  readonly from: number;
  readonly to: number;
  readonly times: number;
}

/** The program before scheduling. */
export function originalOf({ original, ...entry }: ProgramProfile): TracedProgram {
  return original ?? entry;
}

/** A basic block of a traced program. */
export interface TracedBlock extends Block {
  /** Index of its section. */
  readonly section: number;
  readonly code: Code;
  /** By instruction, the first one's first. */
  readonly counts: Float64Array;
}

/** All blocks of all sections, in order, executed or not. */
export function tracedBlocks(isa: Isa, { program, counts }: TracedProgram): TracedBlock[] {
  return program.sections.flatMap((one, section) => {
    const code = decodeSection(isa, program, one);
    return basicBlocks(isa, code, one.leaders).map(({ start, end }) => ({
      section,
      start,
      end,
      code: code.slice(start, end),
      counts: counts[section].subarray(start, end),
    }));
  });
}

/** Instructions of the code, executed or not. */
export function instructionCount({ counts }: TracedProgram): number {
  return counts.reduce((sum, { length }) => sum + length, 0);
}

/** Instructions dispatched by one whole run. */
export function dispatches({ counts }: TracedProgram): number {
  return counts.reduce((sum, section) => section.reduce((total, count) => total + count, sum), 0);
}
