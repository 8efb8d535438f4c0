import { InputError, type SourcePosition } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import {
  checkWidths,
  factsOf,
  ListedFunction,
  type ListingLines,
  quoted,
  staticRecording,
  UniqueNames,
} from '../listing.js';
import type { RecordedFunction, Recording } from '../recording.js';
import { JUMP_TARGETS, LUA, WITH_SUFFIX } from './instructions.js';

const HEADER = /^(main|function) <(.*)> \((\d+) instructions? at \S+\)$/;
const SIZES = /^\d+\+? params?, \d+ slots?, \d+ upvalues?, \d+ locals?, \d+ constants?, (\d+) functions?$/;
const INSTRUCTION = /^\t(\d+)\t\[(?:\d+|-)\]\t(\S+)[ ]*(?:\t([^;]*?))?(?:\t; ?(.*))?$/;
const TABLE = /^(?:constants|locals|upvalues) \((\d+)\) for \S+:$/;

/** Whether a file begins like what `luac -l` of Lua 5.2 or later prints. */
export function looksLikeLuac(head: string): boolean {
  return /^\s*(?:main|function) <.*> \(\d+ instructions? at /.test(head);
}

/**
 * Reads what `luac5.4 -l` or `luac5.4 -l -l` prints of programs, a file each: every instruction counts
 * once, and the pcs are those listed, from 1. Operands are as they are listed: jumps by their distance, no
 * `k` of NEWTABLE and SETLIST, and no mark of floats on comparisons with an immediate, which luac leaves out.
 * Throws an `InputError` that says where a listing is wrong.
 */
export function recordLua(files: readonly ImportedFile[]): Recording {
  return staticRecording(LUA, files, (lines) => new ListingReader(lines).read());
}

/** A function whose end has not come yet. */
interface OpenFunction {
  readonly draft: ListedFunction;
  readonly at: SourcePosition;
  /** What its header says: instructions, and functions inside it. */
  readonly length: number;
  readonly inner: number;
}

class ListingReader {
  readonly #lines: ListingLines;
  readonly #names = new UniqueNames();
  readonly #closed: OpenFunction[] = [];
  #open: OpenFunction | null = null;
  /** Rows that are still missing of a table behind the instructions. */
  #rows = 0;

  constructor(lines: ListingLines) {
    this.#lines = lines;
  }

  read(): RecordedFunction[] {
    for (let line = this.#lines.read(); line !== null; line = this.#lines.read()) {
      const header = HEADER.exec(line);
      if (this.#rows > 0 && line.startsWith('\t')) this.#rows--;
      else if (header) this.#begin(header);
      else if (line.startsWith('\t')) this.#instruction(line);
      else if (TABLE.test(line)) this.#table(line);
      else if (line !== '')
        this.#lines.fail('this is no line of what luac5.4 -l prints: give it all of that, and only that');
    }
    this.#close();
    return this.#functions();
  }

  #functions(): RecordedFunction[] {
    const { length } = this.#closed;
    const roots = this.#closed.filter(({ draft }) => draft.name.startsWith('main ')).length;
    const told = this.#closed.reduce((sum, { inner }) => sum + inner, roots);
    if (length === 0 || roots === 0) this.#lines.fail('there is no main function: was the listing cut off?');
    if (told !== length)
      this.#lines.fail(
        `the headers tell of ${told} functions, and ${length} are listed: was the listing cut off?`,
      );
    return this.#closed.map(({ draft }) => draft.finish());
  }

  #begin([, kind, source, length]: RegExpExecArray): void {
    this.#close();
    const at = this.#lines.at();
    const inner = SIZES.exec(this.#lines.read() ?? '')?.[1];
    if (inner === undefined)
      throw new InputError('a line of sizes such as `0+ params, 2 slots, …` has to follow this line', at);
    const draft = new ListedFunction(this.#names.add(`${kind} <${source}>`), LUA.instructions, at);
    this.#open = { draft, at, length: Number(length), inner: Number(inner) };
  }

  #close(): void {
    if (this.#rows > 0)
      this.#lines.fail(`a table has ${this.#rows} rows less than it says: was the listing cut off?`);
    if (!this.#open) return;
    const { draft, length, at } = this.#open;
    if (draft.length !== length)
      throw new InputError(
        `${draft.name} should have ${length} instructions, and ${draft.length} are listed: was the listing cut off?`,
        at,
      );
    this.#closed.push(this.#open);
    this.#open = null;
  }

  #table(line: string): void {
    if (this.#rows > 0) this.#lines.fail(`the table before has ${this.#rows} rows less than it says`);
    this.#rows = Number(TABLE.exec(line)![1]);
  }

  #instruction(line: string): void {
    const [, pcText, op, operands = '', comment = ''] = INSTRUCTION.exec(line) ?? [];
    if (!op) this.#lines.fail('expected an instruction such as `1 [1] MOVE 0 1`: the listing is damaged');
    if (!this.#open) this.#lines.fail('this instruction is in no function: give the listing from its start');
    const { draft } = this.#open;
    const pc = Number(pcText);
    const at = this.#lines.at(line.indexOf(op) + 1);
    if (pc !== draft.length + 1)
      throw new InputError(
        `expected instruction ${draft.length + 1}, found ${pc}: lines are missing or double`,
        at,
      );
    this.#lines.checkEnd(operands, at);
    const args = this.#arguments(op, operands, at);
    draft.add(pc, op, args, at);
    const target = JUMP_TARGETS[op]?.(pc, args.at(-1)!);
    if (target === undefined) return;
    if (comment !== '' && Number(/\d+$/.exec(comment)?.[0]) !== target)
      throw new InputError(
        `${op} ${operands} at ${pc} goes to ${target}, but the comment says ${quoted(comment)}`,
        at,
      );
    draft.enter(target, at);
  }

  #arguments(op: string, operands: string, at: SourcePosition): number[] {
    const facts = factsOf(LUA, op, at);
    const column = at.column + Math.max(9, op.length) + 1;
    const hasSuffix = WITH_SUFFIX.has(op);
    if (!/^(-?\d+( -?\d+)*k?)?$/.test(operands) || (operands.endsWith('k') && !hasSuffix))
      this.#lines.fail(`the operands of ${op} should be whole numbers, not ${quoted(operands)}`, column);
    const args = operands === '' ? [] : operands.replace('k', '').split(' ').map(Number);
    if (hasSuffix) args.push(operands.endsWith('k') ? 1 : 0);
    if (args.length !== facts.operands.length)
      this.#lines.fail(
        `${op} of Lua 5.4 has other operands than ${quoted(operands)}: the listing is damaged, or of another version`,
        column,
      );
    checkWidths(LUA, facts, args, { ...at, column });
    return args;
  }
}
