import { InputError, type SourcePosition } from '../util/input-error.js';
import { suggestion } from '../util/nearest.js';
import type { ImportedFile } from './importer.js';
import type {
  InstructionFacts,
  KindFacts,
  RecordedFunction,
  RecordedInstruction,
  Recording,
} from './recording.js';

/** What a listing's machine has. */
export interface ListedMachine {
  readonly machine: string;
  readonly kinds: readonly KindFacts[];
  readonly instructions: ReadonlyMap<string, InstructionFacts>;
  /** What writes such listings, for messages: `luac5.4 -l`. */
  readonly writer: string;
}

/**
 * Makes a recording of listings alone, a program each: every instruction counts once, so that programs are
 * weighed by places and not by executions, and transfers are unknown. `read` reads the functions of one.
 */
export function staticRecording(
  { machine, kinds, instructions, writer }: ListedMachine,
  files: readonly ImportedFile[],
  read: (lines: ListingLines) => RecordedFunction[],
): Recording {
  const names = programNames(files);
  const programs = files.map((file, i) => ({
    name: names[i],
    family: names[i],
    functions: read(new ListingLines(file)),
  }));
  const functions = programs.flatMap((program) => program.functions);
  const listed = functions.reduce((sum, one) => sum + one.instructions.length, 0);
  return {
    machine,
    payload: null,
    kinds,
    instructions,
    programs,
    eventsRead: listed,
    eventsExplained: listed,
    notes: [`${writer} does not say how often anything is executed: every instruction counts once`],
  };
}

/** The name of a file up to its first dot: `fib` for `runs/fib.trace.txt`. */
export function stemOf({ path }: Pick<ImportedFile, 'path'>): string {
  return /([^/\\]+?)(?:\.[^/\\]*)?$/.exec(path)?.[1] ?? path;
}

/**
 * Programs are called like their files; where two would be called the same, with their folders, and where
 * only the endings differ, by their whole paths.
 */
export function programNames(files: readonly Pick<ImportedFile, 'path'>[]): string[] {
  const stems = files.map(stemOf);
  const paths = files.map(({ path }) => path.replace(/(?<=[^/\\])\.[^/\\]*$/, ''));
  const isUnique = (names: readonly string[], i: number) =>
    names.indexOf(names[i]) === names.lastIndexOf(names[i]);
  return files.map(({ path }, i) => {
    if (isUnique(stems, i)) return stems[i];
    return isUnique(paths, i) ? paths[i] : path;
  });
}

/** Text of a file as messages show it. */
export function quoted(text: string): string {
  const start = text.slice(0, MAX_SHOWN).replace(/\p{C}/gu, '\ufffd');
  return `\`${start}${text.length > MAX_SHOWN ? '…' : ''}\``;
}

const MAX_SHOWN = 80;

/** The lines of a listing, from first to last. */
export class ListingLines {
  readonly #path: string;
  readonly #lines: readonly string[];
  /** Whether the last line ends in a line break. */
  readonly #isWhole: boolean;
  /** Lines read so far, so the number of the last one. */
  number = 0;

  constructor(file: Pick<ImportedFile, 'path' | 'text'>) {
    const text = file.text();
    this.#path = file.path;
    // What follows the last line break is not a line.
    this.#lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
    this.#isWhole = text.endsWith('\n');
  }

  /** The next line; null: there is none. */
  read(): string | null {
    return this.number < this.#lines.length ? this.#lines[this.number++] : null;
  }

  at(column = 1): SourcePosition {
    return { file: this.#path, line: this.number, column };
  }

  /** Says what is wrong with the line that was read last. */
  fail(message: string, column = 1): never {
    throw new InputError(message, this.at(column));
  }

  /**
   * Throws an `InputError` where the line read last is the last one, has operands and no line break:
   * disassemblers write one, so that something may be missing of the operands.
   */
  checkEnd(operands: string, at: SourcePosition): void {
    if (operands !== '' && !this.#isWhole && this.number === this.#lines.length)
      throw new InputError(
        'the listing ends here without a line break: was it cut off? If it is all there, add one',
        at,
      );
  }
}

/** What is known of a listed instruction. Throws an `InputError` where the machine has none of that name. */
export function factsOf(
  { instructions, writer }: ListedMachine,
  op: string,
  at: SourcePosition,
): InstructionFacts {
  const facts = instructions.get(op);
  if (facts) return facts;
  const hint = suggestion(op, instructions.keys());
  throw new InputError(
    `${quoted(op)} is no instruction of this machine${hint || `: give it what ${writer} prints`}`,
    at,
  );
}

/** Throws an `InputError` where kinds of operands cannot hold the numbers listed. */
export function checkWidths(
  { kinds }: ListedMachine,
  { operands }: InstructionFacts,
  args: RecordedInstruction['args'],
  at: SourcePosition,
): void {
  for (const [i, operand] of operands.entries()) {
    const { width, name } = kinds.find((kind) => kind.name === operand.kind)!;
    const arg = args[i];
    if (typeof arg !== 'number') continue;
    const [least, most] = limitsOf(width);
    if (arg < least || arg > most)
      throw new InputError(
        `${arg} is no ${name}, which is ${least} to ${most}: the listing is damaged, or of another version`,
        at,
      );
  }
}

/** What a width such as `i9` can hold. */
function limitsOf(width: string): [least: number, most: number] {
  const isSigned = width.startsWith('i');
  const values = 2 ** Number(width.slice(1));
  return isSigned ? [-values / 2, values / 2 - 1] : [0, values - 1];
}

/** Names that may not occur twice: the second `f` is called `f (2)`. */
export class UniqueNames {
  readonly #uses = new Map<string, number>();

  add(name: string): string {
    const uses = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, uses);
    return uses === 1 ? name : this.add(`${name} (${uses})`);
  }
}

/** A function of a listing, as its lines come in. */
export class ListedFunction {
  readonly name: string;
  readonly #facts: ReadonlyMap<string, InstructionFacts>;
  readonly #at: SourcePosition;
  readonly #instructions: Omit<RecordedInstruction, 'isEntry'>[] = [];
  /** Where control may come, and what in the listing says so. */
  readonly #entries = new Map<number, SourcePosition>();
  #isNextEntry = true;

  constructor(name: string, facts: ReadonlyMap<string, InstructionFacts>, at: SourcePosition) {
    this.name = name;
    this.#facts = facts;
    this.#at = at;
  }

  get length(): number {
    return this.#instructions.length;
  }

  /** Throws an `InputError` where it does not come after the instruction before. */
  add(pc: number, op: string, args: RecordedInstruction['args'], at: SourcePosition): void {
    const before = this.#instructions.at(-1);
    if (before && before.pc >= pc)
      throw new InputError(`${pc} comes after ${before.pc}: are these lines of two functions?`, at);
    this.#instructions.push({ pc, op, args, n: 1 });
    if (this.#isNextEntry) this.enter(pc, at);
    // A switch may go on, too, where it has no case.
    this.#isNextEntry = this.#facts.get(op)!.flags.some((flag) => flag === 'call' || flag === 'switch');
  }

  /** Control may come to this pc other than from the instruction before it. */
  enter(pc: number, at: SourcePosition): void {
    if (!this.#entries.has(pc)) this.#entries.set(pc, at);
  }

  /** The same, of the instruction that comes next. */
  enterNext(): void {
    this.#isNextEntry = true;
  }

  /** Throws an `InputError` where control may come to what is not listed. */
  finish(): RecordedFunction {
    const last = this.#instructions.at(-1);
    const flags = last && this.#facts.get(last.op)!.flags;
    if (!flags?.some((flag) => flag === 'jump' || flag === 'return' || flag === 'ends'))
      throw new InputError(
        last
          ? `${this.name} ends in ${last.op} at ${last.pc}, which goes on to what is not listed: was the listing cut off?`
          : `${this.name} has no instructions: was the listing cut off?`,
        this.#at,
      );
    const pcs = new Set(this.#instructions.map(({ pc }) => pc));
    for (const [pc, at] of this.#entries)
      if (!pcs.has(pc))
        throw new InputError(`${this.name} has no instruction at ${pc}: was the listing cut off?`, at);
    const instructions = this.#instructions.map((one, i) => ({
      ...one,
      isEntry: this.#entries.has(one.pc) || this.#isSkippedTo(i),
    }));
    return { name: this.name, instructions, isComplete: true, transfers: null };
  }

  /** Whether the instruction before the last one may go on here: it skips one, or that one belongs to it. */
  #isSkippedTo(index: number): boolean {
    const from = this.#instructions[index - 2];
    const flags = from && this.#facts.get(from.op)!.flags;
    return flags?.some((flag) => flag === 'skip' || flag === 'prefix') ?? false;
  }
}
