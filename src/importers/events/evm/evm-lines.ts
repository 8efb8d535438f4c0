import { CLOSING_BRACKET, LineScanner, OPENING_BRACKET, QUOTE } from '../line-scanner.js';
import { Keys } from '../names.js';
import { LINE_FEED, type WholeLines } from '../whole-lines.js';
import { endOfElement, endOfText, LineLayout, LineValues, type Span, startOfElement } from './line-layout.js';

const NAMES = [
  'pc',
  'op',
  'depth',
  'section',
  'functionDepth',
  'stack',
  'immediate',
  'error',
  'memory',
  'returnData',
];
const KEYS = new Keys(NAMES);
const PC = 0;
const OP = 1;
const DEPTH = 2;
const SECTION = 3;
const FUNCTION_DEPTH = 4;
const STACK = 5;
const IMMEDIATE = 6;
const ERROR = 7;

/** What a line does not say. */
export const UNSAID = -1;

const MAX_BYTE = 0xff;
/** Far above what the rules allow: code of 48 KiB, and 1024 calls within each other. */
const MAX_PC = 2 ** 24 - 1;
export const MAX_DEPTH = 2047;
const MAX_SECTION = 2 ** 16;
/** More than any immediate has: a table of 256 jumps of 2 bytes each. */
const MAX_DIGITS = 2 ** 11;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_X = 0x78;
const LOWER_CASE = 0x20;

/** So many hexadecimal digits fit into a double. */
const EXACT_DIGITS = 13;

/** A number of up to 256 bits: hexadecimal digits without zeros before them if it has more than 13. */
export type Word = number | string;

/** Clients write events in a few ways, such as with an immediate and without. */
const MAX_LAYOUTS = 8;

/**
 * Reads the lines of an EVM trace one by one. What no count needs (the stack below its top, memory) is
 * skipped to its closing bracket without a look.
 */
export class EvmLines {
  readonly scanner: LineScanner;
  isSummary = false;
  private isOpText = false;
  private searchable: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private lineEnd = 0;
  private readonly values = new LineValues(NAMES.length);
  private readonly spans: Span[] = [];
  /** Of lines that were read with care; the first is that of the latest line that has one. */
  private readonly layouts: LineLayout[] = [];
  /** The values are those that the first layout sets, and no others. */
  private isLikeLatest = false;

  constructor(path: string) {
    this.scanner = new LineScanner(path);
  }

  get pc(): number {
    return this.values.numbers[PC];
  }

  get op(): number {
    return this.values.numbers[OP];
  }

  get depth(): number {
    return this.values.numbers[DEPTH];
  }

  /** Of the code of an EOF container; `UNSAID` elsewhere. */
  get section(): number {
    return this.values.numbers[SECTION];
  }

  get functionDepth(): number {
    return Math.max(0, this.values.numbers[FUNCTION_DEPTH]);
  }

  get hasError(): boolean {
    const { starts, ends } = this.values;
    return starts[ERROR] >= 0 && ends[ERROR] > starts[ERROR];
  }

  open(lines: WholeLines): void {
    this.searchable = lines.searchable;
    this.view = lines.view;
  }

  /** Reads a line to its end. False: it is no event, but a summary or blank. Fails if it is wrong. */
  readLine(): boolean {
    const { scanner } = this;
    scanner.startLine();
    this.lineEnd = this.searchable.indexOf(LINE_FEED, scanner.pos);
    if (!this.readLikeOthers()) return this.readWithCare();
    scanner.pos = this.lineEnd + 1;
    this.isSummary = false;
    return true;
  }

  /** Whether the line is written as one before it was. */
  private readLikeOthers(): boolean {
    const { layouts, scanner, searchable, lineEnd } = this;
    for (let i = 0; i < layouts.length; i++) {
      const layout = layouts[i];
      // The same layout sets the same values.
      if (i > 0 || !this.isLikeLatest) this.values.clear();
      if (!layout.read(scanner.bytes, this.view, searchable, scanner.pos, lineEnd)) continue;
      if (i > 0) {
        layouts[i] = layouts[0];
        layouts[0] = layout;
      }
      this.isLikeLatest = true;
      return (
        this.op <= MAX_BYTE && this.pc <= MAX_PC && this.depth <= MAX_DEPTH && this.functionDepth <= MAX_DEPTH
      );
    }
    return false;
  }

  private readWithCare(): boolean {
    const { scanner, spans } = this;
    this.values.clear();
    this.isSummary = false;
    this.isLikeLatest = false;
    if (scanner.peek() === LINE_FEED) {
      scanner.pos++;
      return false;
    }
    spans.length = 0;
    for (let more = scanner.firstKey(); more; more = scanner.nextKey()) {
      const key = KEYS.find(scanner);
      scanner.peek();
      const start = scanner.pos;
      this.readValue(key);
      spans.push({ key, start, end: scanner.pos });
    }
    scanner.endLine();
    this.isSummary = this.pc === UNSAID && this.op === UNSAID;
    if (this.isSummary) return false;
    if (this.pc === UNSAID) scanner.fail('"pc" is missing', scanner.lineStart);
    if (this.op === UNSAID) scanner.fail('"op" is missing: a byte, such as 96', scanner.lineStart);
    if (this.depth === UNSAID) scanner.fail('"depth" is missing', scanner.lineStart);
    this.keepLayout();
    return true;
  }

  private keepLayout(): void {
    const { scanner, layouts, spans, values, lineEnd } = this;
    if (layouts.length === MAX_LAYOUTS || this.isOpText) return;
    layouts.unshift(new LineLayout(scanner.bytes, scanner.lineStart, lineEnd, spans, values));
  }

  private readValue(key: number): void {
    const { scanner } = this;
    const { numbers, starts, ends } = this.values;
    const start = scanner.pos;
    switch (key) {
      case PC:
        numbers[PC] = this.count('pc', MAX_PC);
        break;
      case OP:
        numbers[OP] = this.readOp();
        break;
      case DEPTH:
        numbers[DEPTH] = this.count('depth', MAX_DEPTH);
        break;
      case SECTION:
        numbers[SECTION] = scanner.skipNull() ? UNSAID : this.count('section', MAX_SECTION);
        break;
      case FUNCTION_DEPTH:
        numbers[FUNCTION_DEPTH] = scanner.skipNull() ? UNSAID : this.count('functionDepth', MAX_DEPTH);
        break;
      default: {
        const isKnown = key !== -1;
        const byte = scanner.bytes[start];
        if (byte === QUOTE) this.skipString();
        else if (byte === OPENING_BRACKET && isKnown) this.skipArray();
        else scanner.skipValue();
        if (!isKnown || (byte !== QUOTE && byte !== OPENING_BRACKET)) return;
        starts[key] = start + 1;
        ends[key] = scanner.pos - 1;
      }
    }
  }

  private count(name: string, max: number): number {
    const { scanner } = this;
    const at = scanner.pos;
    const count = scanner.count(name);
    return count <= max ? count : scanner.fail(`"${name}" is above ${max}: no EVM goes there`, at);
  }

  private readOp(): number {
    const { scanner } = this;
    let op: number;
    this.isOpText = scanner.peek() === QUOTE;
    if (this.isOpText) {
      scanner.string();
      const text = scanner.text();
      op = /^0x[0-9a-f]+$/i.test(text) ? Number(text) : Number.NaN;
    } else op = scanner.count('op');
    if (op <= MAX_BYTE) return op;
    return scanner.fail('"op" has to be a byte, such as 96; its name belongs into "opName"');
  }

  private skipArray(): void {
    const { scanner } = this;
    const end = this.searchable.indexOf(CLOSING_BRACKET, scanner.pos);
    if (end < 0 || end > this.lineEnd) scanner.fail('expected "]"', this.lineEnd);
    scanner.pos = end + 1;
  }

  private skipString(): void {
    const { scanner } = this;
    const end = endOfText(scanner.bytes, this.searchable, scanner.pos + 1);
    // Escapes, and whatever is wrong.
    if (end < 0 || end > this.lineEnd) scanner.string();
    else scanner.pos = end + 1;
  }

  /** A word of the stack, so many cells from the top; null where there is none. */
  cell(fromTop: number): Word | null {
    const { starts, ends } = this.values;
    if (starts[STACK] < 0) return null;
    const { bytes } = this.scanner;
    const end = endOfElement(bytes, starts[STACK], ends[STACK], fromTop);
    return this.word(startOfElement(bytes, starts[STACK], end), end);
  }

  /** The immediate, if the line has one. */
  immediate(): Word | null {
    const { starts, ends } = this.values;
    return starts[IMMEDIATE] < 0 ? null : this.word(starts[IMMEDIATE], ends[IMMEDIATE]);
  }

  /** All digits of the immediate, if the line has one. */
  immediateDigits(): string | null {
    const { starts, ends } = this.values;
    return starts[IMMEDIATE] < 0 ? null : this.digits(starts[IMMEDIATE] + 2, ends[IMMEDIATE]);
  }

  /** Of a text such as `0x01ff`; null if it is another. */
  private word(start: number, end: number): Word | null {
    const { bytes } = this.scanner;
    if (bytes[start] !== ZERO || (bytes[start + 1] | LOWER_CASE) !== LETTER_X) return null;
    let pos = start + 2;
    while (bytes[pos] === ZERO) pos++;
    if (end - pos > EXACT_DIGITS) return this.digits(pos, end);
    let value = 0;
    for (; pos < end; pos++) {
      const digit = hexDigit(bytes[pos]);
      if (digit < 0) return null;
      value = value * 16 + digit;
    }
    return value;
  }

  private digits(start: number, end: number): string | null {
    if (end - start > MAX_DIGITS) return null;
    const { scanner } = this;
    scanner.start = start;
    scanner.end = end;
    const text = scanner.raw().toLowerCase();
    return /^[0-9a-f]*$/.test(text) ? text : null;
  }
}

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  const letter = byte | LOWER_CASE;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
