import type { Isa } from '../isa/isa.js';
import { InputError, type SourcePosition } from '../util/input-error.js';

/**
 * A program of some machine: code, data, and how the host runs it. Plain data; the same type holds baseline
 * and fused programs, which differ in the `Isa` their code is read with.
 */
export interface Program {
  readonly name: string;
  /** Programs of a family resemble each other: weighting and held-out judgement go by family. */
  readonly family: string;
  readonly machine: string;
  /** How many cells the memories indexed by an operand kind have. */
  readonly cells: Readonly<Record<string, number>>;
  /** Read-only data. Every value of a pool without rows is there once, compared by its bits. */
  readonly pools: Readonly<Record<string, readonly PoolEntry[]>>;
  readonly sections: readonly Section[];
  /** So many sections at the end were installed while the program ran, in this order, and will be again. */
  readonly installed?: number;
  /** What the host does, in order: it runs sections by their names. */
  readonly schedule: readonly Action[];
  /** Names of addresses, for people: by operand kind, then by address. */
  readonly symbols: Readonly<Record<string, readonly string[]>>;
  /** What operands of interned kinds stand for, by kind: words index these, and each is there once. */
  readonly texts?: Readonly<Record<string, readonly string[]>>;
  /** What instructions were made of; which ones, the sections say. */
  readonly origins?: readonly Origin[];
}

/** A piece of source text: an equation of a model, an instruction of assembly text. */
export interface Origin {
  /** What it defines, as its author calls it; empty where it defines nothing. */
  readonly name: string;
  readonly at: SourcePosition;
}

/** A value of a pool, or a row of one that has rows. */
export type PoolEntry = number | readonly number[];

/** A routine: one word per opcode and per operand. Jump targets are word offsets from the section's start. */
export interface Section {
  readonly name: string;
  readonly code: Int32Array;
  /** Instructions that control reaches in ways that the code does not show, ascending. */
  readonly leaders?: readonly number[];
  /** Of a foreign VM: the pc of each instruction there, ascending. */
  readonly pcs?: readonly number[];
  /**
   * By base instruction, where a superinstruction counts as its parts: which of the program's origins it was
   * made of, counted from 1; 0 where nobody wrote it.
   */
  readonly origins?: Float64Array;
}

/**
 * A section with other code of the same base instructions in the same order; instruction `i` of the old is at
 * `newIndex[i]`, where it begins anything.
 */
export function withCode(
  { name, leaders, pcs, origins }: Section,
  code: Int32Array,
  newIndex: ArrayLike<number>,
  oldIndex: ArrayLike<number>,
): Section {
  return {
    name,
    code,
    ...(leaders && { leaders: leaders.map((leader) => newIndex[leader]) }),
    ...(pcs && { pcs: Array.from(oldIndex, (old) => pcs[old]) }),
    ...(origins && { origins }),
  };
}

/** The program as it begins to run. */
export function withoutInstalled(program: Program): Program {
  const { installed, ...rest } = program;
  return installed
    ? { ...rest, sections: rest.sections.slice(0, rest.sections.length - installed) }
    : program;
}

/** The same program, which does not know what it was made of. */
export function withoutOrigins({ origins, ...program }: Program): Program {
  return origins
    ? { ...program, sections: program.sections.map(({ origins: _, ...section }) => section) }
    : program;
}

/** What the host does with a program, in order. Observers see the memories at every `observe`. */
export type Action =
  | { readonly kind: 'run'; readonly section: string }
  | {
      readonly kind: 'copy';
      readonly from: string;
      readonly to: string;
      readonly start: number;
      readonly length: number;
    }
  | { readonly kind: 'observe' }
  | { readonly kind: 'repeat'; readonly times: number; readonly body: readonly Action[] }
  /** Ends the innermost `repeat` when one cell of a memory has reached another. */
  | { readonly kind: 'leave'; readonly memory: string; readonly cell: number; readonly atLeast: number };

/** One instruction. Jump targets are indices of instructions. */
export interface DecodedInstruction {
  readonly opcode: number;
  readonly operands: readonly number[];
}

/** The decoded instructions of a section. */
export type Code = readonly DecodedInstruction[];

/** Words of one encoded instruction. */
export function wordsOf({ operands }: DecodedInstruction): number {
  return 1 + operands.length;
}

/**
 * One word per opcode and operand, jump targets as word offsets. Throws an `Error` where a jump target is no
 * instruction.
 */
export function encode(isa: Isa, code: Code): Int32Array {
  const offsets = wordOffsets(code);
  const words = new Int32Array(offsets[code.length]);
  let next = 0;
  for (const { opcode, operands } of code) {
    words[next++] = opcode;
    for (const [i, { kind }] of isa.instructions[opcode].operands.entries()) {
      const word = kind.label ? offsets[operands[i]] : operands[i];
      if (word === undefined) throw new Error(`${isa.instructions[opcode].name}: operand ${i} is missing`);
      words[next++] = word;
    }
  }
  return words;
}

/** Throws an `InputError` when the words are not code of this machine; `where` begins its message. */
export function decode(isa: Isa, words: Int32Array, where: string): DecodedInstruction[] {
  const indexAt = new Map<number, number>();
  const starts: number[] = [];
  for (let offset = 0; offset < words.length; ) {
    const instruction = isa.instructions[words[offset]];
    if (!instruction) throw new InputError(`${where}: word ${offset}: ${words[offset]} is not an opcode`);
    indexAt.set(offset, starts.length);
    starts.push(offset);
    offset += 1 + instruction.operands.length;
    if (offset > words.length) throw new InputError(`${where}: the code ends inside ${instruction.name}`);
  }
  return starts.map((offset) => {
    const opcode = words[offset];
    const operands = isa.instructions[opcode].operands.map(({ kind }, i) => {
      const word = words[offset + 1 + i];
      if (!kind.label) return word;
      const target = indexAt.get(word);
      if (target === undefined)
        throw new InputError(`${where}: word ${offset}: ${word} is not a jump target`);
      return target;
    });
    return { opcode, operands };
  });
}

/** The word offset of every instruction, and of the end. */
export function wordOffsets(code: Code): Int32Array {
  const offsets = new Int32Array(code.length + 1);
  for (const [i, instruction] of code.entries()) offsets[i + 1] = offsets[i] + wordsOf(instruction);
  return offsets;
}

/**
 * All sections of a valid program one after the other, jump targets absolute, and the word each starts at.
 */
export function relocatedCode(
  isa: Isa,
  program: Program,
): { readonly code: Int32Array; readonly starts: ReadonlyMap<string, number> } {
  const starts = new Map<string, number>();
  let words = 0;
  for (const { name, code } of program.sections) {
    starts.set(name, words);
    words += code.length;
  }
  const code = new Int32Array(words);
  for (const { name, code: section } of program.sections) code.set(section, starts.get(name));
  if (!isa.operandKinds.some(({ label }) => label)) return { code, starts };
  for (const section of program.sections) relocate(isa, code, starts.get(section.name)!, section.code.length);
  return { code, starts };
}

/** Makes jump targets of a section absolute that begins at `start` of other code. */
export function relocate(isa: Isa, code: Int32Array, start: number, length: number): void {
  for (let word = start; word < start + length; ) {
    const { operands } = isa.instructions[code[word]];
    for (const [i, { kind }] of operands.entries()) if (kind.label) code[word + 1 + i] += start;
    word += 1 + operands.length;
  }
}

/**
 * The instructions of a section of this program. Throws an `InputError` that names program and section where
 * it is no code.
 */
export function decodeSection(isa: Isa, program: Program, section: Section): DecodedInstruction[] {
  return decode(isa, section.code, `${program.name}, section ${section.name}`);
}
