import { fixedAddresses } from '../bytecode/validate.js';
import { changesAll } from '../isa/extern-effect.js';
import type { FusedIsa } from '../isa/fuse.js';
import { type Instruction, type Isa, payloadOf, semanticsOf } from '../isa/isa.js';
import { formatPattern } from '../isa/pattern.js';
import { mayExit, type ValueType } from '../isa/semantics.js';
import { digestText } from '../util/digest-text.js';

/** One row of the opcode table that every target gets. */
export interface OpcodeRow {
  readonly opcode: number;
  readonly instruction: Instruction;
  /** An identifier in any language, unique in upper case too, and short enough to read. */
  readonly identifier: string;
  /** `load_var s`, or the parts that a superinstruction replaces. */
  readonly description: string;
  /** `( a b -- r )` */
  readonly picture: string;
  readonly payload: number;
  readonly parts: string | null;
}

const MAX_IDENTIFIER_LENGTH = 60;

export function opcodeTable(isa: Isa | FusedIsa): readonly OpcodeRow[] {
  const taken = new Set<string>();
  return isa.instructions.map((instruction, opcode) => {
    const pattern = 'patterns' in isa ? isa.patterns[opcode - isa.base] : undefined;
    const { name, operands, pops, pushes } = instruction;
    const parts = pattern ? formatPattern(pattern) : null;
    return {
      opcode,
      instruction,
      identifier: shorten(name, opcode, taken),
      description: parts ?? [name, ...operands.map((operand) => operand.name)].join(' '),
      picture: `( ${[...pops, '--', ...pushes].join(' ')} )`,
      payload: payloadOf(instruction),
      parts,
    };
  });
}

function shorten(name: string, opcode: number, taken: Set<string>): string {
  const short = name.slice(0, MAX_IDENTIFIER_LENGTH).replace(/_+$/, '');
  return claimIdentifier(short === name ? [name, `${name}__${opcode}`] : [`${short}__${opcode}`], taken);
}

/** The first that is free in upper case too, or else the last with a number behind it. It is taken then. */
export function claimIdentifier(candidates: readonly string[], taken: Set<string>): string {
  const isFree = (name: string) => !taken.has(name.toUpperCase());
  let identifier = candidates.find(isFree);
  for (let i = 2; identifier === undefined; i++) identifier = [`${candidates.at(-1)}_${i}`].find(isFree);
  taken.add(identifier.toUpperCase());
  return identifier;
}

/** A cell that an opcode needs whatever its operands are. */
export interface FixedCell {
  readonly opcode: number;
  /** Memories, then pools, by number. */
  readonly array: number;
  readonly cell: number;
}

export function fixedCells(isa: Isa): FixedCell[] {
  const arrays = [...isa.memories, ...isa.pools].map(({ name }) => name);
  return isa.instructions.flatMap((instruction, opcode) =>
    fixedAddresses(instruction).map(([name, cell]) => ({ opcode, array: arrays.indexOf(name), cell })),
  );
}

/**
 * Sixteen hexadecimal digits that tell one set of instructions from another: code of one is not code of the
 * other.
 */
export function instructionSetDigest(isa: Isa | FusedIsa): string {
  const patterns = 'patterns' in isa ? isa.patterns.map(formatPattern) : [];
  return digestText([isa.machine, isa.digest, ...patterns].join('\n'));
}

/** The first line of a generated file, without the marks of a comment. */
export function generatedFrom(isa: Isa | FusedIsa): string {
  const count = 'patterns' in isa ? isa.patterns.length : 0;
  return `Generated from the machine ${isa.machine} (${isa.digest}) with ${count} superinstructions (${instructionSetDigest(isa)}). Do not edit.`;
}

/** Whether programs of a machine may end their run in a trap. */
export function mayTrap({ instructions }: Isa): boolean {
  return instructions.some((instruction) => mayExit(semanticsOf(instruction), 'trap'));
}

/** Whether a section may run within another: functions that may do anything can have it run. */
export function mayNest({ externs }: Isa): boolean {
  return externs.some(changesAll);
}

/** The value a register has when a section starts. */
export function initialValue(type: ValueType): 'false' | '0' {
  return type === 'bool' ? 'false' : '0';
}

/** `open { … }`, with what is inside indented. */
export function block(open: string, lines: readonly string[], spaces = 4): string[] {
  return [`${open} {`, ...indent(lines, spaces), '}'];
}

export function indent(lines: readonly string[], spaces: number): string[] {
  return lines.map((line) => (line === '' ? line : ' '.repeat(spaces) + line));
}
