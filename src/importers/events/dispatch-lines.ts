import type { RecordedInstruction } from '../recording.js';
import { ArgumentLists } from './arguments.js';
import { LineScanner, OPENING_BRACE, QUOTE } from './line-scanner.js';
import { Keys, Names } from './names.js';
import { LINE_FEED, type StreamedFile, wholeLines } from './whole-lines.js';

/** What lines say that are alike but for their state and count: there are as many as code is long. */
export interface DispatchedStatement {
  /** Null where the line does not say it. */
  readonly fn: string | null;
  readonly pc: number | null;
  readonly op: string;
  readonly args: RecordedInstruction['args'];
}

/** A dispatch that a VM with superinstructions tells of, or how many there were. */
export interface DispatchLine {
  readonly line: number;
  /** The same object wherever it is the same. */
  readonly statement: DispatchedStatement;
  /** Null: it was dispatched once, now. */
  readonly n: number | null;
  readonly state: string | null;
}

/** Lines that are read at once. */
const BATCH = 1024;

/**
 * Reads what a VM with superinstructions prints: the lines of `event-lines.ts`, a line for each dispatch. But
 * `pc` may be missing, since code may have moved, and what is at one pc may change. Throws an `InputError` at
 * the first line that is wrong.
 */
export async function* dispatchLines(file: StreamedFile): AsyncGenerator<readonly DispatchLine[], void> {
  const reader = new DispatchReader(file.path);
  const { scanner } = reader;
  let batch: DispatchLine[] = [];
  for await (const whole of wholeLines(file)) {
    scanner.open(whole);
    while (scanner.pos < whole.end) {
      try {
        const line = reader.read();
        if (line) batch.push(line);
      } catch (error) {
        // What came before may tell why.
        yield batch;
        throw error;
      }
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    // The VM may take long until it prints more: what there is need not wait.
    if (batch.length > 0) yield batch;
    batch = [];
  }
}

const NAMES = ['pc', 'op', 'fn', 'args', 'n', 'state'] as const;
const KEYS = new Keys(NAMES);
type Key = (typeof NAMES)[number];

const MISSING = -1;
const ZERO = 0x30;
const NINE = 0x39;

class DispatchReader {
  readonly scanner: LineScanner;
  private readonly functions = new Names();
  private readonly ops = new Names();
  private readonly argumentLists = new ArgumentLists();
  private readonly statements = new Map<string, DispatchedStatement>();
  /** Of the statements: those with a pc, by it; null where several have it. */
  private readonly byPc = new Map<number, DispatchedStatement | null>();
  /** Of the line that is read. */
  private pc = MISSING;
  private op = MISSING;
  private fn = MISSING;
  private args = 0;
  private n: number | null = null;
  private state: string | null = null;

  constructor(path: string) {
    this.scanner = new LineScanner(path);
  }

  /** Null: the line is blank. */
  read(): DispatchLine | null {
    const { scanner } = this;
    scanner.startLine();
    const byte = scanner.peek();
    if (byte === LINE_FEED) {
      scanner.pos++;
      return null;
    }
    this.n = null;
    this.state = null;
    if (byte >= ZERO && byte <= NINE) return this.line(this.statementAt());
    if (byte !== OPENING_BRACE) scanner.fail('expected a dispatch, such as {"pc":0,"op":"add"}');
    this.pc = MISSING;
    this.op = MISSING;
    this.fn = MISSING;
    this.args = 0;
    for (let more = scanner.firstKey(); more; more = scanner.nextKey()) this.value(KEYS.find(scanner));
    scanner.endLine();
    if (this.op === MISSING) scanner.fail('"op" is missing: it names the operation', scanner.lineStart);
    return this.line(this.statement());
  }

  private line(statement: DispatchedStatement): DispatchLine {
    return { line: this.scanner.line, statement, n: this.n, state: this.state };
  }

  /** A pc alone stands for what an earlier line says is there. */
  private statementAt(): DispatchedStatement {
    const { scanner } = this;
    const pc = scanner.count('pc');
    scanner.endLine();
    const statement = this.byPc.get(pc);
    if (statement) return statement;
    const what =
      statement === null ? 'several lines tell of different things' : 'no line before it tells what is';
    return scanner.fail(`${what} at pc ${pc}: write {"fn":…,"pc":${pc},"op":…}`, scanner.lineStart);
  }

  private statement(): DispatchedStatement {
    const key = `${this.fn} ${this.pc} ${this.op} ${this.args}`;
    const known = this.statements.get(key);
    if (known) return known;
    const statement = {
      fn: this.fn === MISSING ? null : this.functions.texts[this.fn]!,
      pc: this.pc === MISSING ? null : this.pc,
      op: this.ops.texts[this.op]!,
      args: this.argumentLists.lists[this.args]!,
    };
    this.statements.set(key, statement);
    if (this.pc !== MISSING) this.byPc.set(this.pc, this.byPc.has(this.pc) ? null : statement);
    return statement;
  }

  private value(key: number): void {
    const { scanner } = this;
    const name: Key | undefined = NAMES[key];
    if (name === undefined) scanner.skipValue();
    else if (!scanner.skipNull()) this.known(name);
  }

  private known(name: Key): void {
    const { scanner } = this;
    switch (name) {
      case 'pc':
        this.pc = scanner.count('pc');
        break;
      case 'op':
        this.op = this.ops.read(this.text('op'));
        break;
      case 'fn':
        this.fn = this.functions.read(this.text('fn'));
        break;
      case 'args':
        this.args = this.argumentLists.read(scanner);
        break;
      case 'n':
        this.n = scanner.count('n');
        break;
      case 'state':
        this.state = this.readState();
    }
  }

  /** The scanner, which has read a string. */
  private text(key: Key): LineScanner {
    const { scanner } = this;
    if (scanner.peek() !== QUOTE) scanner.fail(`"${key}" has to be a string`);
    scanner.string();
    return scanner;
  }

  private readState(): string {
    const { scanner } = this;
    if (scanner.peek() === QUOTE) {
      scanner.string();
      return scanner.text();
    }
    scanner.number();
    return scanner.raw();
  }
}
