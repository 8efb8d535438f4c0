import type { CellType, Semantics } from './semantics.js';

// What instructions do is described apart; most who read about a machine need both.

/**
 * What an `.isa` file says, as data. Everything that has to agree with a machine (encoding, disassembler,
 * stack depths, validators, handlers in every language, fused instructions) is derived from one `Isa`.
 */
export interface Isa {
  /** Its name: programs and artifacts say which machine they are for. */
  readonly machine: string;
  /** What a cell of the operand stack holds. */
  readonly word: CellType;
  /** Bytes of operands a fused instruction may carry unless the user says otherwise; null: any number. */
  readonly payload: number | null;
  readonly operandKinds: readonly OperandKind[];
  readonly memories: readonly Memory[];
  readonly pools: readonly Pool[];
  readonly registers: readonly Register[];
  readonly externs: readonly Extern[];
  /** An instruction's opcode is its index here. */
  readonly instructions: readonly Instruction[];
  /** Opcodes by the name of the instruction. */
  readonly opcodeOf: ReadonlyMap<string, number>;
  /** Changes whenever the text of the `.isa` file does: artifacts of another version are refused. */
  readonly digest: string;
}

/** A kind of operand that instructions have: `operand slot : u16`. */
export interface OperandKind {
  readonly name: string;
  /** Bytes it takes of an instruction's payload. */
  readonly bytes: number;
  /** Whether it may be negative. */
  readonly signed: boolean;
  /** Fused instructions may bind it to a constant. */
  readonly bindable: boolean;
  /** It is a jump target: the index of an instruction when decoded, of a word when encoded. */
  readonly label: boolean;
  /** It addresses the same cells as this kind (`global : u16 within slot`). */
  readonly within: string | null;
  /** The pool it indexes: two operands are the same constant when the pool's values are. */
  readonly pool: string | null;
}

/** A writable array, one cell per address of `index`. All start at zero. */
export interface Memory {
  readonly name: string;
  readonly type: CellType;
  /** The operand kind that addresses it. A program says how many cells that is. */
  readonly index: string;
}

/** Read-only data of a program: one value per index, or one row of values where `rows` is set. */
export interface Pool {
  readonly name: string;
  readonly type: CellType;
  /** The operand kind that indexes it. */
  readonly index: string;
  /** Rows are only handed to externs. */
  readonly rows: boolean;
}

/** A scalar that lives, like the stack, for one activation of a section; false or zero at its start. */
export interface Register {
  readonly name: string;
  readonly type: CellType | 'bool';
}

/** A function of the runtime that handlers may call: `extern lookup(points, f64) -> f64 pure`. */
export interface Extern {
  readonly name: string;
  /** A number, or a row of the pool named. */
  readonly parameters: readonly (CellType | { readonly pool: string })[];
  readonly result: CellType;
  /**
   * The result depends on the arguments alone, and nothing else is changed. An impure extern has effects
   * outside the machine: it is called as often and in the same order, but never sees memories or registers.
   */
  readonly pure: boolean;
}

/** What implements a machine's externs, by name. Rows of pools arrive as typed arrays. */
export type Runtime = Readonly<Record<string, (...values: never[]) => number>>;

/** One operand of one instruction. */
export interface Operand {
  readonly name: string;
  readonly kind: OperandKind;
  /**
   * A superinstruction may use cells beside the one it names: from `reach[0]` (not above 0) to `reach[1]`
   * (not below 0) away.
   */
  readonly reach?: readonly [low: number, high: number];
}

/** One instruction, or one superinstruction: what it carries, what it does to the stack, and what it does. */
export interface Instruction {
  readonly name: string;
  /** In the order in which they stand in the code, a word each. */
  readonly operands: readonly Operand[];
  /** Names of the cells popped and pushed, deepest first. */
  readonly pops: readonly string[];
  readonly pushes: readonly string[];
  readonly semantics: Semantics;
}

/** A machine's instructions with their opcodes by name: the two always agree. */
export function instructionSet(instructions: readonly Instruction[]): Pick<Isa, 'instructions' | 'opcodeOf'> {
  return { instructions, opcodeOf: new Map(instructions.map(({ name }, opcode) => [name, opcode])) };
}

/** By the index of names; undefined where the machine has no such instruction. */
export function instructionNamed({ instructions, opcodeOf }: Isa, name: string): Instruction | undefined {
  return instructions[opcodeOf.get(name) ?? -1];
}

/** For short lists: it looks at one item after the other. Instructions have an index. */
export function findByName<T extends { readonly name: string }>(
  list: readonly T[],
  name: string,
): T | undefined {
  return list.find((item) => item.name === name);
}

/** The numbers an operand of this kind can be, inclusive. Words of code are 32 bits and signed. */
export function rangeOf({ bytes, signed }: OperandKind): readonly [low: number, high: number] {
  const low = signed ? -(2 ** (8 * bytes - 1)) : 0;
  return [low, Math.min(low + 2 ** (8 * bytes) - 1, 2 ** 31 - 1)];
}

/** The opcode of an instruction that does nothing but return; null where there is none. */
export function returnOpcode({ instructions }: Isa): number | null {
  const opcode = instructions.findIndex(
    ({ operands, semantics: { inputs, effects, outputs, control } }) =>
      control.kind === 'return' && operands.length + inputs + effects.length + outputs.length === 0,
  );
  return opcode < 0 ? null : opcode;
}

/**
 * Whether operands of this kind address cells of a memory: a distance between two of them means something.
 */
export function isAddress({ memories }: Isa, { name, within }: OperandKind): boolean {
  return memories.some(({ index }) => index === name || index === within);
}

/** Bytes of operands an instruction carries. */
export function payloadOf(instruction: Instruction): number {
  return instruction.operands.reduce((sum, operand) => sum + operand.kind.bytes, 0);
}
