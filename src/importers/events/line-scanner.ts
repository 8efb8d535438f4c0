import { InputError } from '../../util/input-error.js';
import { LINE_FEED, type WholeLines } from './whole-lines.js';

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPENING_BRACKET = 0x5b;
export const CLOSING_BRACKET = 0x5d;
export const OPENING_BRACE = 0x7b;
export const CLOSING_BRACE = 0x7d;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_E = 0x65;
const LOWER_CASE = 0x20;

/** `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`: what may follow a backslash beside `u`. */
const ESCAPED = new Set([QUOTE, BACKSLASH, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);
const LETTER_U = 0x75;

const LITERALS = ['true', 'false', 'null'];

/** So many digits fit into a double, whatever they are. */
const EXACT_DIGITS = 15;
/** Arrays and objects within each other, in values that are skipped. */
const MAX_NESTING = 500;

const decoder = new TextDecoder();

/**
 * Reads JSON from bytes, each line a value of its own, strictly by the grammar. It makes no text unless asked
 * to. A line feed cannot be part of a JSON token, so that it stops all loops and no bound is checked.
 */
export class LineScanner {
  bytes: Uint8Array = new Uint8Array(0);
  pos = 0;
  /** Of the line that is read: its number, 1-based, and where it begins. */
  line = 0;
  lineStart = 0;
  /** Where the last string (without its quotes) or number is, and whether it is what its bytes say. */
  start = 0;
  end = 0;
  isPlain = true;
  private isUnterminated = false;

  constructor(readonly path: string) {}

  open(lines: WholeLines): void {
    this.bytes = lines.bytes;
    this.pos = lines.start;
    this.isUnterminated = lines.isUnterminated;
  }

  startLine(): void {
    this.line++;
    this.lineStart = this.pos;
  }

  /** Goes to the next line, however far this one was read. */
  skipLine(): void {
    this.pos = this.bytes.indexOf(LINE_FEED, this.lineStart) + 1;
  }

  /** The next byte that is not a space; a line feed at the end of the line. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.pos];
    while (byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN) byte = bytes[++this.pos];
    return byte;
  }

  expect(byte: number): void {
    if (this.peek() !== byte) this.fail(`expected "${String.fromCharCode(byte)}"`);
    this.pos++;
  }

  /** Nothing but spaces is left; goes to the next line. */
  endLine(): void {
    if (this.peek() !== LINE_FEED)
      this.fail('expected the line to end: each event goes on a line of its own');
    this.pos++;
  }

  /** Goes to the first key of an object, or past its end: then it is false. */
  firstKey(): boolean {
    this.expect(OPENING_BRACE);
    if (this.peek() === CLOSING_BRACE) {
      this.pos++;
      return false;
    }
    this.key();
    return true;
  }

  /** The same after a value. */
  nextKey(): boolean {
    const byte = this.peek();
    if (byte === CLOSING_BRACE) {
      this.pos++;
      return false;
    }
    if (byte !== COMMA) this.fail('expected "," or "}"');
    this.pos++;
    this.key();
    return true;
  }

  private key(): void {
    if (this.peek() !== QUOTE) this.fail('expected a key in quotes');
    this.string();
    // What was read of the key stays.
    this.expect(COLON);
  }

  /** Reads a string: `start`, `end` and `isPlain` are of what is between its quotes. */
  string(): void {
    if (this.peek() !== QUOTE) this.fail('expected a string in quotes');
    this.pos++;
    const { bytes } = this;
    let pos = this.pos;
    this.start = pos;
    this.isPlain = true;
    for (let byte = bytes[pos]; byte !== QUOTE; byte = bytes[++pos]) {
      if (byte === BACKSLASH) {
        this.isPlain = false;
        pos = this.escape(pos);
      } else if (byte < SPACE) {
        this.pos = pos;
        this.fail('expected the string to end: control characters are written as \\u');
      }
    }
    this.end = pos;
    this.pos = pos + 1;
  }

  /** Where the last byte of the escape is that begins here. */
  private escape(pos: number): number {
    let last = pos + 1;
    const kind = this.bytes[last];
    if (ESCAPED.has(kind)) return last;
    const digits = kind === LETTER_U ? 4 : 0;
    while (last < pos + 1 + digits && isHexDigit(this.bytes[last + 1])) last++;
    if (digits > 0 && last === pos + 1 + digits) return last;
    return this.fail('JSON has no such escape', digits > 0 ? last + 1 : last);
  }

  /** Reads a number: its value if it is written as a whole one and exact, otherwise NaN. */
  number(): number {
    this.peek();
    const { bytes } = this;
    let pos = this.pos;
    this.start = pos;
    const isNegative = bytes[pos] === MINUS;
    if (isNegative) pos++;
    const first = pos;
    let value = 0;
    let byte = bytes[pos];
    for (; byte >= ZERO && byte <= NINE; byte = bytes[++pos]) value = value * 10 + byte - ZERO;
    let isExact = pos - first <= EXACT_DIGITS;
    if (pos === first) return this.fail('expected a value', pos);
    if (bytes[first] === ZERO && pos > first + 1) return this.fail('a number does not begin with 0', first);
    if (byte === POINT) {
      isExact = false;
      pos = this.digits(pos + 1);
      byte = bytes[pos];
    }
    if ((byte | LOWER_CASE) === LETTER_E) {
      isExact = false;
      const sign = bytes[pos + 1];
      pos = this.digits(pos + (sign === PLUS || sign === MINUS ? 2 : 1));
    }
    this.end = pos;
    this.pos = pos;
    if (!isExact) return Number.NaN;
    return isNegative && value !== 0 ? -value : value;
  }

  /** Where the digits end that have to be here. */
  private digits(from: number): number {
    let pos = from;
    while (this.bytes[pos] >= ZERO && this.bytes[pos] <= NINE) pos++;
    return pos > from ? pos : this.fail('expected a digit', pos);
  }

  /** A whole number from 0 to 2^53 - 1, however it is written. */
  count(name: string): number {
    const byte = this.peek();
    const at = this.pos;
    const isNumber = byte === MINUS || (byte >= ZERO && byte <= NINE);
    let value = isNumber ? this.number() : -1;
    if (Number.isNaN(value)) value = Number(this.raw());
    if (Number.isSafeInteger(value) && value >= 0) return value;
    if (byte === LINE_FEED) this.fail('expected a value');
    return this.fail(`"${name}" has to be a whole number from 0 to 2^53 - 1`, at);
  }

  /** Reads `true`, `false` or `null`. */
  literal(): string {
    this.peek();
    const literal = LITERALS.find((text) => this.hasText(text)) ?? this.fail('expected a value');
    this.pos += literal.length;
    return literal;
  }

  private hasText(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.bytes[this.pos + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Whether the value is `null`, which is then read. */
  skipNull(): boolean {
    if (this.peek() !== 0x6e) return false;
    this.literal();
    return true;
  }

  skipValue(nesting = 0): void {
    const byte = this.peek();
    if (nesting > MAX_NESTING) this.fail(`more than ${MAX_NESTING} arrays and objects are within each other`);
    if (byte === QUOTE) this.string();
    else if (byte === OPENING_BRACE) {
      for (let more = this.firstKey(); more; more = this.nextKey()) this.skipValue(nesting + 1);
    } else if (byte === OPENING_BRACKET) {
      for (let more = this.firstElement(); more; more = this.nextElement()) this.skipValue(nesting + 1);
    } else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) this.number();
    else this.literal();
  }

  /** Goes to the first element of an array, or past its end: then it is false. */
  firstElement(): boolean {
    this.expect(OPENING_BRACKET);
    if (this.peek() !== CLOSING_BRACKET) return true;
    this.pos++;
    return false;
  }

  /** The same after an element. */
  nextElement(): boolean {
    const byte = this.peek();
    if (byte !== COMMA && byte !== CLOSING_BRACKET) this.fail('expected "," or "]"');
    this.pos++;
    return byte === COMMA;
  }

  /** The last string as what it means. */
  text(): string {
    const raw = this.raw();
    return this.isPlain ? raw : JSON.parse(`"${raw}"`);
  }

  /** The last string or number as it is written. */
  raw(): string {
    return decoder.decode(this.bytes.subarray(this.start, this.end));
  }

  fail(message: string, at = this.pos): never {
    const isCut = this.bytes[at] === LINE_FEED;
    const what = !isCut
      ? message
      : this.isUnterminated
        ? 'the file ends in the middle of a line: it was cut off, so record it again'
        : `the line ends too early: ${message}`;
    const column = decoder.decode(this.bytes.subarray(this.lineStart, at)).length + 1;
    throw new InputError(what, { file: this.path, line: this.line, column });
  }
}

function isHexDigit(byte: number): boolean {
  const letter = byte | LOWER_CASE;
  return (byte >= ZERO && byte <= NINE) || (letter >= 0x61 && letter <= 0x66);
}
