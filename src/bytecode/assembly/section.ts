import { type Instruction, type Operand, type OperandKind, rangeOf } from '../../isa/isa.js';
import type { Cursor, Token } from '../../util/cursor.js';
import type { SourcePosition } from '../../util/input-error.js';
import { suggestion } from '../../util/nearest.js';
import type { Section } from '../program.js';
import { fixedAddresses } from '../validate.js';
import { type ProgramDraft, readInteger } from './draft.js';
import { numberOf } from './lexer.js';

/** A jump whose target is known when the section is at its end. */
interface Jump {
  readonly word: number;
  /** Its name, or the index of an instruction. */
  readonly target: Token | number;
  readonly at: SourcePosition;
}

/** Reads the labels and instructions of one section. */
export class SectionReader {
  readonly name: string;
  readonly at: SourcePosition;
  readonly #draft: ProgramDraft;
  readonly #words: number[] = [];
  /** The first word of each instruction, and where it stands in the text. */
  readonly #offsets: number[] = [];
  readonly #lines: number[] = [];
  readonly #columns: number[] = [];
  readonly #labels = new Map<string, { readonly index: number; readonly at: SourcePosition }>();
  readonly #jumps: Jump[] = [];

  constructor(draft: ProgramDraft, name: Token) {
    this.#draft = draft;
    this.name = name.text;
    this.at = name.at;
  }

  /** `label: label: name operand, operand` */
  line(cursor: Cursor): void {
    while (cursor.token.kind === 'name' && cursor.isBefore(':')) {
      const { text, at } = cursor.advance();
      cursor.expect(':');
      const known = this.#labels.get(text);
      if (known) cursor.fail(`the label ${text} is defined twice: also in line ${known.at.line}`, at);
      this.#labels.set(text, { index: this.#offsets.length, at });
    }
    if (!cursor.atEnd) this.#instruction(cursor);
  }

  #instruction(cursor: Cursor): void {
    const { isa } = this.#draft;
    const name = cursor.name('an instruction');
    // An instruction that is wrong still has its place, or labels after it would be elsewhere than people
    // count.
    this.#lines.push(name.at.line);
    this.#columns.push(name.at.column);
    this.#offsets.push(this.#words.length);
    const opcode = isa.opcodeOf.get(name.text);
    if (opcode === undefined) {
      const hint = suggestion(name.text, isa.opcodeOf.keys());
      cursor.fail(`the machine ${isa.machine} has no instruction ${name.text.slice(0, 80)}${hint}`, name.at);
    }
    const instruction = isa.instructions[opcode];
    this.#words.push(opcode);
    for (const [i, operand] of instruction.operands.entries()) {
      if (i > 0) cursor.accept(',');
      if (cursor.atEnd) cursor.fail(`${signature(instruction)}: ${operand.name} is missing`);
      this.#words.push(this.#operand(cursor, operand));
    }
    if (!cursor.atEnd) cursor.fail(`${signature(instruction)}: this is one too many`);
    this.#useFixed(opcode, name.at);
  }

  #operand(cursor: Cursor, { kind, reach }: Operand): number {
    const { token } = cursor;
    const isExplicit = token.kind === 'name' && cursor.isBefore(':');
    if (isExplicit) {
      if (token.text !== kind.name) cursor.fail(`expected a ${kind.name}, not a ${token.text}`);
      cursor.advance();
      cursor.expect(':');
    }
    if (kind.label) return this.#target(cursor, kind, isExplicit, token.at);
    const [low, high] = rangeOf(kind);
    const value = isExplicit
      ? readInteger(cursor, `a ${kind.name}`, low, high)
      : this.#value(cursor, kind, low, high);
    this.#draft.use(kind, value + 1 + (reach?.[1] ?? 0), token.at);
    return value;
  }

  /** A name, a number, or what is to be in the pool that the operand indexes. */
  #value(cursor: Cursor, kind: OperandKind, low: number, high: number): number {
    const { token } = cursor;
    const pool = kind.pool === null ? null : this.#draft.pool(kind.pool);
    const isEntry = pool && (pool.declared.rows ? cursor.is('[') : numberOf(token) !== null);
    if (isEntry) {
      const index = pool.intern(pool.read(cursor));
      if (index > high) cursor.fail(`${pool.declared.name} has ${high + 1} entries already`, token.at);
      return index;
    }
    if (token.kind !== 'name' && token.kind !== 'string')
      return readInteger(cursor, `a ${kind.name}`, low, high);
    cursor.advance();
    return this.#draft.address(cursor, kind, token);
  }

  /** Gives 0 until the section ends. */
  #target(cursor: Cursor, kind: OperandKind, isExplicit: boolean, at: SourcePosition): number {
    const target = isExplicit
      ? readInteger(cursor, `a ${kind.name}`, 0, 2 ** 31 - 1)
      : cursor.name('a label');
    this.#jumps.push({ word: this.#words.length, target, at });
    return 0;
  }

  readonly #fixed = new Set<number>();

  /** Cells that the instruction names itself. */
  #useFixed(opcode: number, at: SourcePosition): void {
    if (this.#fixed.has(opcode)) return;
    this.#fixed.add(opcode);
    const { instructions, memories, operandKinds } = this.#draft.isa;
    for (const [array, address] of fixedAddresses(instructions[opcode])) {
      const memory = memories.find(({ name }) => name === array);
      const kind = operandKinds.find(({ name }) => name === memory?.index);
      if (kind) this.#draft.use(kind, address + 1, at);
    }
  }

  /** Resolves the jumps; what is wrong with one goes to `report`. */
  finish(report: (message: string, at: SourcePosition) => void): Section {
    for (const { word, target, at } of this.#jumps) {
      const index = typeof target === 'number' ? target : this.#labels.get(target.text)?.index;
      const offset = index === undefined ? undefined : this.#offsets[index];
      if (offset !== undefined) this.#words[word] = offset;
      else report(this.#missing(target, index), at);
    }
    return { name: this.name, code: Int32Array.from(this.#words) };
  }

  #missing(target: Token | number, index: number | undefined): string {
    const where = `the section ${this.name.slice(0, 80)}`;
    if (typeof target === 'number')
      return `no instruction ${target} in ${where}: it has ${this.#offsets.length}, counted from 0`;
    const label = target.text.slice(0, 80);
    return index === undefined
      ? `no label ${label} in ${where}${suggestion(target.text, this.#labels.keys())}`
      : `the label ${label} is at the end of ${where}: no instruction follows it`;
  }

  get instructionCount(): number {
    return this.#offsets.length;
  }

  /** Where an instruction stands in the text; the section where there is none. */
  positionOf(index: number): SourcePosition {
    if (index < 0 || index >= this.#lines.length) return this.at;
    return { file: this.at.file, line: this.#lines[index], column: this.#columns[index] };
  }
}

/** `load takes 1 operand (c:cell)` */
function signature({ name, operands }: Instruction): string {
  const list = operands.map((operand) => `${operand.name}:${operand.kind.name}`).join(', ');
  const count =
    operands.length === 0
      ? 'no operands'
      : operands.length === 1
        ? '1 operand'
        : `${operands.length} operands`;
  return `${name} takes ${count}${list && ` (${list})`}`;
}
