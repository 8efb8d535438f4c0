import { InputError, type SourcePosition } from '../util/input-error.js';
import type { ExternEffect } from './extern-effect.js';
import type { Flow } from './flow.js';
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
  /** What bodies are: expressions, which we run; text in the VM's own language; or nothing at all. */
  readonly bodies: BodyLanguage;
  /** Stacks besides the operand stack. */
  readonly stacks: readonly string[];
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

/** Languages that bodies may be text in. */
export const HOST_LANGUAGES = ['c', 'c++', 'rust', 'go', 'javascript'] as const;
/** One of them. */
export type HostLanguage = (typeof HOST_LANGUAGES)[number];
/** What the bodies of a machine are. */
export type BodyLanguage = 'expressions' | 'none' | HostLanguage;

/** A kind of operand that instructions have: `operand slot : u16`. */
export interface OperandKind {
  readonly name: string;
  /**
   * Bytes it takes of an instruction's payload: eighths where its width is no whole number of bytes. Infinite
   * for a list, which has no fixed size: it is either bound or takes an unlimited payload.
   */
  readonly bytes: number;
  /** Bytes it takes in a superinstruction, which does not fit where the operand needs more. */
  readonly fusedBytes: number;
  /** Whether it may be negative. */
  readonly signed: boolean;
  /**
   * It is no number of 32 bits: words of code index the program's list of texts for this kind. Long integers
   * are in decimal, lists separated by commas.
   */
  readonly interned: 'integer' | 'text' | 'list' | null;
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
  /**
   * Each run of a section has cells of its own, which nobody reads before they are written, nor after the
   * section was left in any way: what runs in between, and functions, have others or none.
   */
  readonly scratch: boolean;
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
  readonly effect: ExternEffect;
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
  /** What it does to other stacks. */
  readonly others: readonly StackPicture[];
  /** False: what it does to stacks is not known, and pictures are empty. */
  readonly isStackKnown: boolean;
  readonly flow: Flow;
  readonly body: Body;
}

/** What an instruction does to a stack besides the operand stack. */
export interface StackPicture {
  readonly stack: string;
  readonly pops: readonly string[];
  readonly pushes: readonly string[];
}

/** What an instruction does, as far as that is known. Mining, selection and tiling never look into it. */
export type Body =
  | {
      readonly kind: 'expressions';
      readonly semantics: Semantics;
      /** The same as its text says it, before anything was made of it: where it comes from a text. */
      readonly written?: Semantics;
    }
  /** Text in the machine's host language, that we print and never run. */
  | { readonly kind: 'host'; readonly text: string; readonly at: SourcePosition }
  | { readonly kind: 'none' };

/** What an instruction does. Throws an `InputError` where its machine does not say it in expressions. */
export function semanticsOf({ name, body }: Pick<Instruction, 'name' | 'body'>): Semantics {
  if (body.kind === 'expressions') return body.semantics;
  throw new InputError(`${name} has no body that can be run here: the machine has to give it in expressions`);
}

/** A machine's instructions with their opcodes by name: the two always agree. */
export function instructionSet(instructions: readonly Instruction[]): Pick<Isa, 'instructions' | 'opcodeOf'> {
  return { instructions, opcodeOf: new Map(instructions.map(({ name }, opcode) => [name, opcode])) };
}

/** Memories that can be seen from outside a section: by whoever observes, by functions, by other sections. */
export function lastingMemories({ memories }: Pick<Isa, 'memories'>): readonly Memory[] {
  return memories.filter(({ scratch }) => !scratch);
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

/** Whether an operand can stay free in a superinstruction: kinds may be narrower there. */
export function fitsFused({ bytes, fusedBytes, signed }: OperandKind, value: number): boolean {
  if (fusedBytes === bytes) return true;
  const low = signed ? -(2 ** (8 * fusedBytes - 1)) : 0;
  return value >= low && value < low + 2 ** (8 * fusedBytes);
}

/** The opcode of an instruction that does nothing but return; null where there is none. */
export function returnOpcode({ instructions }: Isa): number | null {
  const opcode = instructions.findIndex((instruction) => {
    const { inputs, effects, outputs, control } = semanticsOf(instruction);
    const { length } = instruction.operands;
    return control.kind === 'return' && length + inputs + effects.length + outputs.length === 0;
  });
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
