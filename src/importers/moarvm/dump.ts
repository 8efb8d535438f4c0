import { InputError, type SourcePosition } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import { textLines } from '../text-lines.js';
import { type DumpOperand, parseDumpOperands } from './dump-operands.js';

/** An instruction in a listing. */
export interface DumpInstruction {
  /** Its number within the frame. */
  readonly pc: number;
  readonly op: string;
  readonly operands: readonly DumpOperand[];
  readonly isLabelled: boolean;
  readonly at: SourcePosition;
}

/** The bytecode of a block or routine. */
export interface DumpFrame {
  /** Unique in the file. */
  readonly name: string;
  readonly instructions: readonly DumpInstruction[];
}

/** Whether a file that begins like this is what `moar --dump` prints. */
export function looksLikeMoarDump(head: string): boolean {
  return /^\s*MoarVM dump of binary compilation unit:/.test(head);
}

/** Reads what `moar --dump` prints. Throws an `InputError` where it is something else. */
export async function readMoarDump(file: ImportedFile): Promise<DumpFrame[]> {
  const reader = new DumpReader();
  const start = { file: file.path, line: 1, column: 1 };
  for await (const { text, number } of textLines(file)) reader.line(text, { ...start, line: number });
  const frames = reader.finish();
  if (frames.length === 0) throw new InputError('there are no frames: was it printed by moar --dump?', start);
  return frames;
}

interface OpenInstruction {
  readonly op: string;
  /** Strings may go on in the next line. */
  operands: string;
  readonly isLabelled: boolean;
  readonly at: SourcePosition;
}

class DumpReader {
  readonly #frames: { name: string; instructions: DumpInstruction[] }[] = [];
  #isListing = false;
  #isLabelled = false;
  #open: OpenInstruction | null = null;

  line(text: string, at: SourcePosition): void {
    const [, index] = /^ {2}(Frame_\d+) :$/.exec(text) ?? [];
    if (index) this.#begin(index);
    else if (!this.#isListing) this.#describe(text);
    else this.#list(text, at);
  }

  finish(): DumpFrame[] {
    this.#close();
    return this.#frames;
  }

  #begin(index: string): void {
    this.#close();
    this.#isListing = false;
    this.#isLabelled = false;
    this.#frames.push({ name: index, instructions: [] });
  }

  /** What stands before the instructions. */
  #describe(text: string): void {
    const frame = this.#frames.at(-1);
    if (!frame) return;
    const [, name] = /^ {4}name : (.+)$/s.exec(text) ?? [];
    if (name && !frame.name.includes(' ')) frame.name += ` ${name}`;
    if (text === '    Instructions :') this.#isListing = true;
  }

  #list(text: string, at: SourcePosition): void {
    const [, pc, op, operands] = /^(\d{5,}) {6}(\S+) *(.*)$/s.exec(text) ?? [];
    if (pc !== undefined && Number(pc) === this.#next) {
      this.#close();
      this.#open = { op, operands, isLabelled: this.#isLabelled, at };
      this.#isLabelled = false;
    } else if (/^ {5}label_\d+:$/.test(text)) this.#isLabelled = true;
    else if (/^ {5}annotation: /.test(text)) return;
    else if (this.#open?.operands.includes("'")) this.#open.operands += `\n${text}`;
    else if (text !== '')
      throw new InputError(`expected instruction ${this.#next}: is the listing complete?`, at);
  }

  /** The number of the instruction that comes next. */
  get #next(): number {
    return this.#frames.at(-1)!.instructions.length + (this.#open ? 1 : 0);
  }

  #close(): void {
    if (!this.#open) return;
    const { op, operands, isLabelled, at } = this.#open;
    const { instructions } = this.#frames.at(-1)!;
    const parsed = op === 'goto' && operands === '' ? [JUMP_TO_FIRST] : parseDumpOperands(operands, at);
    instructions.push({ pc: instructions.length, op, operands: parsed, isLabelled, at });
    this.#open = null;
  }
}

/** Its target is not printed. */
const JUMP_TO_FIRST: DumpOperand = { kind: 'label', value: 0 };
