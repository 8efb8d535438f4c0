import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import {
  checkWidths,
  factsOf,
  ListedFunction,
  type ListingLines,
  staticRecording,
  UniqueNames,
} from '../listing.js';
import type { RecordedFunction, Recording } from '../recording.js';
import { RUBY } from './instructions.js';
import { endsInRegexp, readOperands } from './operands.js';

/** Levels of catch tables, a bar each, and what stands in the line. */
const LINE = /^((?:\| )*)(.*)$/s;
const HEADER = /^== disasm: #<ISeq:(.+?)(?: \(\d+,-?\d+\)-\(-?\d+,-?\d+\))?>(?: \(catch: (?:TRUE|FALSE)\))?$/;
const INSTRUCTION = /^(\d{4,}) (\w+)(?: +(.*))?$/;
const CATCH = /^catch type: \w+ +st: \d+ ed: \d+ sp: \d+ cont: (\d+)$/;
/** What follows the operands: the line of the source, and events that may be traced. */
const NOTES = /(?:\((?=.{4})\s*\d+\))?(?:\[(?:Li|Cl|En|Ca|Re|Cc|Cr|Bc|Br)+\])?$/;
/** What only people need: the heading of a catch table, its end, the heading of local variables. */
const FURNITURE = /^(?:== catch table|\|-+|local table \(.*)?$/;
const LOCALS = /^\[ *\d+\] /;

/** Whether a file begins like what `ruby --dump=insns` prints. */
export function looksLikeRubyInsns(head: string): boolean {
  return /^\s*== disasm: #<ISeq:/.test(head);
}

/**
 * Reads what `ruby --dump=insns` of Ruby 3.1 prints of programs, a file each: every instruction counts
 * once. Throws an `InputError` that says where a listing is wrong.
 *
 * A `case` that jumps by a table does not show where to; the comparisons after it, for what is not in the
 * table, show the same targets.
 */
export function recordRuby(files: readonly ImportedFile[]): Recording {
  return staticRecording(RUBY, files, (lines) => new ListingReader(lines).read());
}

/** A function whose end has not come yet. */
interface OpenFunction {
  readonly draft: ListedFunction;
  /** The last parameter with a default value. */
  lastOptional: number | null;
}

class ListingReader {
  readonly #lines: ListingLines;
  readonly #names = new UniqueNames();
  /** In the order of their headings. */
  readonly #all: ListedFunction[] = [];
  /** The one that lines at each level belong to. */
  readonly #open: OpenFunction[] = [];

  constructor(lines: ListingLines) {
    this.#lines = lines;
  }

  read(): RecordedFunction[] {
    for (let line = this.#lines.read(); line !== null; line = this.#lines.read()) {
      const [, bars, text] = LINE.exec(line)!;
      const level = bars.length / 2;
      const header = HEADER.exec(text);
      if (header) this.#begin(header[1], level);
      else if (/^\d{4}/.test(text)) this.#instruction(text, level);
      else if (text.startsWith('catch type: ')) this.#catch(text, level);
      else if (LOCALS.test(text)) this.#locals(text, level);
      else if (!FURNITURE.test(text))
        this.#lines.fail(`this is no line of what ${RUBY.writer} prints: give it all of that, and only that`);
    }
    if (this.#all.length === 0) this.#lines.fail(`this is not what ${RUBY.writer} prints: it is empty`);
    return this.#all.map((draft) => draft.finish());
  }

  #begin(name: string, level: number): void {
    if (level > this.#open.length)
      this.#lines.fail('a function in a catch table has to follow the one it belongs to');
    const draft = new ListedFunction(this.#names.add(name), RUBY.instructions, this.#lines.at());
    this.#all.push(draft);
    this.#open.splice(level, Number.POSITIVE_INFINITY, { draft, lastOptional: null });
  }

  #functionAt(level: number): OpenFunction {
    return (
      this.#open[level] ?? this.#lines.fail('this belongs to no function: give the listing from its start')
    );
  }

  #catch(text: string, level: number): void {
    const found = CATCH.exec(text);
    if (!found) this.#lines.fail('expected `catch type: rescue st: 0000 ed: 0004 sp: 0000 cont: 0005`');
    this.#functionAt(level - 1).draft.enter(Number(found[1]), this.#lines.at());
  }

  /** Callers that leave out an argument enter where its default value is computed. */
  #locals(text: string, level: number): void {
    const open = this.#functionAt(level);
    for (const [, local, pc] of text.matchAll(/@(\d+)<(?:[^<>]*,)?Opt=(\d+)[,>]/g)) {
      open.draft.enter(Number(pc), this.#lines.at());
      open.lastOptional = Number(local);
    }
  }

  #instruction(text: string, level: number): void {
    const open = this.#functionAt(level);
    const [, digits, op, first = ''] = INSTRUCTION.exec(text) ?? [];
    if (!op) this.#lines.fail('expected an instruction such as `0000 putself`: was the listing cut off?');
    const pc = Number(digits);
    const at = this.#lines.at(2 * level + digits.length + 2);
    const facts = factsOf(RUBY, op, at);
    const operands = this.#operandText(facts.operands.at(-1)?.kind, first);
    const args = readOperands(facts, operands);
    const behind = { ...at, column: at.column + Math.max(39, op.length + 1) };
    if (!args)
      throw new InputError(
        `these are not the operands of ${op}: the listing is damaged, or not of Ruby 3.1`,
        behind,
      );
    this.#lines.checkEnd(operands, at);
    checkWidths(RUBY, facts, args, behind);
    for (const [i, { kind }] of facts.operands.entries())
      if (kind === 'target') open.draft.enter(args[i] as number, behind);
    open.draft.add(pc, op, args, at);
    // Callers that leave out none enter behind them all. The listing does not say where that is.
    if (/^setlocal(_WC_0)?$/.test(op) && args[0] === open.lastOptional && !args[1]) open.draft.enterNext();
  }

  /** The operands without what follows them, and with further lines where a literal has several. */
  #operandText(lastKind: string | undefined, first: string): string {
    if (lastKind !== 'value' || !endsInRegexp(first, false)) return withoutNotes(first);
    const at = this.#lines.at();
    const parts = [first];
    for (let isInside = true; isInside; ) {
      const line = this.#lines.read();
      if (line === null)
        throw new InputError('a regular expression begins here and never ends: was the listing cut off?', at);
      parts.push(line);
      isInside = endsInRegexp(line, true);
    }
    return withoutNotes(parts.join('\n'));
  }
}

function withoutNotes(text: string): string {
  return text.replace(NOTES, '').trimEnd();
}
