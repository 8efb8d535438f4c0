/**
 * Lines that tell of events and counts, one JSON object each:
 *
 * ```
 * {"fn":"fib","pc":12,"op":"load","args":[1],"n":8192}
 * ```
 *
 * | key | type | says |
 * | --- | --- | --- |
 * | `pc` | whole number | where the instruction is in its function, in any unit; needed |
 * | `op` | string | its operation; needed |
 * | `fn` | string | the function, or whatever has pcs of its own; `main` if it is missing |
 * | `args` | array | its operands: whole numbers of any size, and strings; anything else counts as text |
 * | `n` | whole number | it was executed so many times; 0 says that it exists |
 * | `depth` | whole number | how many activations are below that of the event |
 * | `entry` | boolean | true: control may come here other than from the instruction before |
 * | `state` | string or number | a digest of the machine before the event, to compare two runs by |
 *
 * A line without `n` is an *event*: the instruction was executed once, now. A line with `n` is a *counter*,
 * such as a VM prints at its end. Both may be in one file, and what several lines say of a pc adds up.
 *
 * Keys come in any order, and spaces as in all JSON. Keys that are not listed here are ignored, with a note
 * that names the first of them, and so are blank lines; `null` is as good as leaving a key out. Whole numbers
 * go up to 2^53 - 1, those among `args` further. All that is said of one pc of one function has to name the
 * same operation with the same arguments.
 *
 * After lines that list instructions, a line may be a pc alone, in decimal: an event at the instruction that
 * has this pc. It has to be the only one, whatever its function.
 *
 * **Where control went** is known between events of one activation. With `depth`, an event that is deeper
 * than the one before begins an activation, and one that is less deep continues the latest of its depth,
 * unless that was of another function. Without `depth` all events of a function are taken for one activation:
 * a call of a function that was called before then looks like a jump from where it ended. Lines that have
 * `n` above 0 say nothing of control, so it is unknown for their functions.
 *
 * **What is listed** counts as all of a function if each of its instructions has a line with `n`, and some
 * line of the file has an `n` of 0: a VM that prints what was never executed is trusted to print all of it.
 */
import { ENTRY, Instructions, LISTED } from './instructions.js';
import { LineScanner, OPENING_BRACE, QUOTE } from './line-scanner.js';
import { Keys, Names } from './names.js';
import { LINE_FEED } from './whole-lines.js';

const KEYS = new Keys(['pc', 'op', 'fn', 'args', 'n', 'depth', 'entry', 'state']);
const PC = 0;
const OP = 1;
const FN = 2;
const ARGS = 3;
const N = 4;
const DEPTH = 5;
const ENTERED = 6;
const STATE = 7;

/** What a line does not say. */
export const UNSAID = -1;

const NO_ARGUMENTS = 0;
const ZERO = 0x30;
const NINE = 0x39;

/** So many keys that mean nothing are kept: a file may have any number of them. */
const MAX_UNKNOWN_KEYS = 5;

/** Reads the lines of a file one by one. */
export class EventLines {
  readonly scanner: LineScanner;
  readonly table = new Instructions();
  /** What the last line says: the instruction, how often it was executed, at which depth. */
  id = UNSAID;
  n = UNSAID;
  depth = UNSAID;
  /** The bytes of its state, and whether they are a string; from `UNSAID` where there is none. */
  private stateStart = UNSAID;
  private stateEnd = UNSAID;
  private stateIsPlain = true;
  private stateIsText = false;
  /** Of the line that is read. */
  private pc = UNSAID;
  private op = UNSAID;
  private fn = UNSAID;
  private args = NO_ARGUMENTS;
  private isEntry = false;
  private readonly unknown = new Names();
  private readonly main = this.table.functions.idOf('main');

  constructor(path: string) {
    this.scanner = new LineScanner(path);
  }

  /** The first keys that mean nothing: misspelt, perhaps. */
  get unknownKeys(): readonly string[] {
    return this.unknown.texts;
  }

  get hasState(): boolean {
    return this.stateStart !== UNSAID;
  }

  /** Reads a line to its end. False: it is blank. Fails if it is wrong, anywhere in it. */
  readLine(): boolean {
    const { scanner } = this;
    scanner.startLine();
    const byte = scanner.peek();
    if (byte === LINE_FEED) {
      scanner.pos++;
      return false;
    }
    this.n = UNSAID;
    this.depth = UNSAID;
    this.stateStart = UNSAID;
    if (byte >= ZERO && byte <= NINE) this.readPc();
    else if (byte === OPENING_BRACE) this.readObject();
    else scanner.fail('expected an event, such as {"pc":0,"op":"add"}');
    return true;
  }

  private readPc(): void {
    const { scanner } = this;
    const pc = scanner.count('pc');
    scanner.endLine();
    this.id = this.table.idAt(scanner, pc);
  }

  private readObject(): void {
    const { scanner, table } = this;
    this.pc = UNSAID;
    this.op = UNSAID;
    this.fn = this.main;
    this.args = NO_ARGUMENTS;
    this.isEntry = false;
    for (let more = scanner.firstKey(); more; more = scanner.nextKey()) this.readValue(KEYS.find(scanner));
    scanner.endLine();
    if (this.pc === UNSAID)
      scanner.fail('"pc" is missing: it says which instruction this is', scanner.lineStart);
    if (this.op === UNSAID) scanner.fail('"op" is missing: it names the operation', scanner.lineStart);
    this.id = table.idOf(scanner, this.fn, this.pc, this.op, this.args);
    if (this.isEntry) table.flags[this.id] |= ENTRY;
    if (this.n !== UNSAID) this.addCount();
  }

  private addCount(): void {
    const { table, id } = this;
    table.flags[id] |= LISTED;
    table.counted[id] += this.n;
    if (table.counted[id] > Number.MAX_SAFE_INTEGER) {
      this.scanner.fail(
        'the counts of this instruction add up to more than 2^53 - 1',
        this.scanner.lineStart,
      );
    }
  }

  private readValue(key: number): void {
    const { scanner } = this;
    switch (key) {
      case PC:
        this.pc = scanner.count('pc');
        break;
      case OP:
        this.op = this.table.ops.read(this.text('op', 'such as "add"'));
        break;
      case FN:
        this.fn = scanner.skipNull()
          ? this.main
          : this.table.functions.read(this.text('fn', 'such as "main"'));
        break;
      case ARGS:
        this.args = scanner.skipNull() ? NO_ARGUMENTS : this.table.args.read(scanner);
        break;
      case N:
        this.n = scanner.skipNull() ? UNSAID : scanner.count('n');
        break;
      case DEPTH:
        this.depth = scanner.skipNull() ? UNSAID : scanner.count('depth');
        break;
      case ENTERED:
        this.isEntry = this.readEntry();
        break;
      case STATE:
        this.readState();
        break;
      default:
        // It still is the string that was read last.
        if (this.unknown.texts.length < MAX_UNKNOWN_KEYS) this.unknown.read(scanner);
        scanner.skipValue();
    }
  }

  /** The scanner, which has read a string. */
  private text(key: string, such: string): LineScanner {
    const { scanner } = this;
    if (scanner.peek() !== QUOTE) scanner.fail(`"${key}" has to be a string, ${such}`);
    scanner.string();
    return scanner;
  }

  private readEntry(): boolean {
    const { scanner } = this;
    const byte = scanner.peek();
    if (byte === QUOTE || (byte | 0x20) < 0x61) scanner.fail('"entry" has to be true or false');
    return scanner.literal() === 'true';
  }

  private readState(): void {
    const { scanner } = this;
    this.stateStart = UNSAID;
    if (scanner.skipNull()) return;
    const byte = scanner.peek();
    this.stateIsText = byte === QUOTE;
    if (this.stateIsText) scanner.string();
    else if (byte >= 0x2d && byte <= NINE) scanner.number();
    else scanner.fail('"state" has to be a string or a number');
    this.stateStart = scanner.start;
    this.stateEnd = scanner.end;
    this.stateIsPlain = scanner.isPlain;
  }

  /** The state of the last line, if it says one: numbers as they are written. */
  state(): string | null {
    if (!this.hasState) return null;
    const { scanner } = this;
    scanner.start = this.stateStart;
    scanner.end = this.stateEnd;
    scanner.isPlain = !this.stateIsText || this.stateIsPlain;
    return scanner.text();
  }
}
