import type { HandMadeSet } from '../bytecode/profile.js';
import type { FlowFlag } from '../isa/flow.js';

/**
 * What a foreign VM's listings and counts say, before it is laid out as programs of a machine. Importers
 * make one; `draftMachine` and `layOut` turn it into a machine and a profile.
 */
export interface Recording {
  /** The name of the machine, such as `cpython311`. */
  readonly machine: string;
  /** The payload that a superinstruction may carry, as an `.isa` file says it (`8 bits`); null: unlimited. */
  readonly payload: string | null;
  /** Kinds of operands that `instructions` names. */
  readonly kinds: readonly KindFacts[];
  /** What is known of instructions, by name. Those that are missing are drafted from what was recorded. */
  readonly instructions: ReadonlyMap<string, InstructionFacts>;
  readonly programs: readonly RecordedProgram[];
  /** Executions that the files tell of, and those of them that ended up as counts of instructions. */
  readonly eventsRead: number;
  readonly eventsExplained: number;
  /** What the authors of the VM chose by hand. */
  readonly handMade?: readonly HandMadeSet[];
  /** What the user should know, such as what a format does not say. */
  readonly notes?: readonly string[];
  /** What the files contradict. Functions concerned are left out, so their executions stay unexplained. */
  readonly problems?: readonly string[];
}

/** `operand local : u8 bindable` */
export interface KindFacts {
  readonly name: string;
  /**
   * `u1` to `u64`, `i1` to `i64`, or `text`; with ` list` behind it, it takes all remaining arguments of an
   * instruction.
   */
  readonly width: string;
  /** It may be bound to a constant: never where that would make one-off opcodes, such as jump targets. */
  readonly bindable: boolean;
  /** It is the pc of an instruction in the same function. All of them have to be in the recording. */
  readonly label?: boolean;
}

/** What an importer knows of an instruction. */
export interface InstructionFacts {
  /** One per argument: a name that is unique in the instruction, and the kind. */
  readonly operands: readonly { readonly name: string; readonly kind: string }[];
  /** Cells popped and pushed; null where that is not known or depends on operands. */
  readonly stack: { readonly pops: number; readonly pushes: number } | null;
  readonly flags: readonly FlowFlag[];
}

/** One run of something: what is held out, weighed and reported as a whole. */
export interface RecordedProgram {
  readonly name: string;
  readonly family: string;
  readonly functions: readonly RecordedFunction[];
}

/** A function, a routine, a code object: what has pcs of its own. */
export interface RecordedFunction {
  /** Unique in the program. */
  readonly name: string;
  /** By ascending pc, each pc once. */
  readonly instructions: readonly RecordedInstruction[];
  /**
   * Whether all its instructions are listed, so that each is followed by the next one here; otherwise what
   * was never executed may be missing in between.
   */
  readonly isComplete: boolean;
  /**
   * Where control went other than to the next instruction here, and where it entered; null where only counts
   * are known. With them a run can be replayed.
   */
  readonly transfers: readonly Transfer[] | null;
}

/** An instruction, and how often it was executed. */
export interface RecordedInstruction {
  /** In whatever unit the VM counts. */
  readonly pc: number;
  readonly op: string;
  /** Whole numbers beyond 2^53 come as bigints. */
  readonly args: readonly (number | bigint | string)[];
  /** 0: it exists, and was not executed. */
  readonly n: number;
  /** Control may come here not only from the instruction before: a jump target, a return address. */
  readonly isEntry: boolean;
}

/** Control went so many times from one pc of a function to another; null: in from outside, or out of it. */
export interface Transfer {
  readonly from: number | null;
  readonly to: number | null;
  readonly n: number;
}
