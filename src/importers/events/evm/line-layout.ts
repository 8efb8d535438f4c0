import { CLOSING_BRACKET, COMMA, OPENING_BRACKET, QUOTE } from '../line-scanner.js';

/** What a value is in a layout. */
const LITERAL = 0;
const NUMBER = 1;
const TEXT = 2;
const ARRAY = 3;

const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;
const BACKSLASH = 0x5c;
/** So many digits are below 2^31. */
const MAX_DIGITS = 9;
/** Strings up to this length are gone through faster than searched. */
const SHORT = 32;
const UNSAID = -1;

/** The values of a line by key; negative where it does not say them. */
export class LineValues {
  readonly numbers: Int32Array;
  /** Where strings (without their quotes) and arrays (without their brackets) are. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  /** What has another key goes where nobody looks. */
  constructor(keys: number) {
    this.numbers = new Int32Array(keys + 1).fill(UNSAID);
    this.starts = new Int32Array(keys + 1).fill(UNSAID);
    this.ends = new Int32Array(keys + 1).fill(UNSAID);
  }

  clear(): void {
    this.numbers.fill(UNSAID);
    this.starts.fill(UNSAID);
  }
}

/** Where a value is in a line. */
export interface Span {
  /** The place of its key, or -1. */
  readonly key: number;
  readonly start: number;
  readonly end: number;
}

/**
 * How a line is written: its bytes but for numbers, strings and arrays. A line that is written the same way
 * is read by comparing, with no look at its keys.
 */
export class LineLayout {
  /** By value: the literal before it is from one of these to the next. */
  private readonly literals: number[] = [0];
  private readonly view: DataView;
  private readonly kinds: number[] = [];
  private readonly keys: number[] = [];
  private readonly bytes: Uint8Array;

  /** Of a line from `start` to `end` that was read, and is right. */
  constructor(
    line: Uint8Array,
    start: number,
    end: number,
    spans: readonly Span[],
    private readonly values: LineValues,
  ) {
    const bytes: number[] = [];
    let from = start;
    for (const span of spans) {
      const kind = kindOf(line[span.start]);
      if (kind === LITERAL) continue;
      const isQuoted = kind !== NUMBER;
      bytes.push(...line.subarray(from, isQuoted ? span.start + 1 : span.start));
      from = isQuoted ? span.end - 1 : span.end;
      this.literals.push(bytes.length);
      this.kinds.push(kind);
      this.keys.push(span.key < 0 ? values.numbers.length - 1 : span.key);
    }
    bytes.push(...line.subarray(from, end));
    this.literals.push(bytes.length);
    this.bytes = Uint8Array.from(bytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Reads the values of a line from `start` to `end` if it is written like this. */
  read(line: Uint8Array, other: DataView, searchable: Uint8Array, start: number, end: number): boolean {
    const { literals, kinds, keys, bytes, view } = this;
    const { numbers, starts, ends } = this.values;
    let pos = start;
    for (let i = 0; ; i++) {
      const literalEnd = literals[i + 1];
      let at = literals[i];
      if (pos + literalEnd - at > end) return false;
      for (; at + 4 <= literalEnd; at += 4) {
        if (view.getInt32(at, true) !== other.getInt32(pos, true)) return false;
        pos += 4;
      }
      for (; at < literalEnd; at++) if (bytes[at] !== line[pos++]) return false;
      if (i === kinds.length) return pos === end;
      const key = keys[i];
      const from = pos;
      if (kinds[i] === NUMBER) {
        let value = 0;
        for (let byte = line[pos]; byte >= ZERO && byte <= NINE; byte = line[++pos])
          value = value * 10 + byte - ZERO;
        // What a number may not be, or is too long, is read with care.
        if (pos === from || pos > from + MAX_DIGITS || (line[from] === ZERO && pos > from + 1)) return false;
        numbers[key] = value;
        continue;
      }
      pos = kinds[i] === TEXT ? endOfText(line, searchable, pos) : searchable.indexOf(CLOSING_BRACKET, pos);
      if (pos < 0) return false;
      starts[key] = from;
      ends[key] = pos;
    }
  }
}

function kindOf(first: number): number {
  if (first === QUOTE) return TEXT;
  if (first === OPENING_BRACKET) return ARRAY;
  return first >= ZERO && first <= NINE ? NUMBER : LITERAL;
}

/** Where the quote is that ends a string without escapes, or -1. */
export function endOfText(line: Uint8Array, searchable: Uint8Array, start: number): number {
  let pos = start;
  while (pos < start + SHORT) {
    const byte = line[pos];
    if (byte === QUOTE) return pos;
    if (byte === BACKSLASH || byte < SPACE) return -1;
    pos++;
  }
  pos = searchable.indexOf(QUOTE, pos);
  return line[pos - 1] === BACKSLASH ? -1 : pos;
}

/** Where an array of strings has the quote after an element, so many elements from its end. */
export function endOfElement(line: Uint8Array, start: number, end: number, fromEnd: number): number {
  let last = end;
  for (let skipped = 0; skipped < fromEnd; skipped++) {
    do last--;
    while (last > start && line[last] !== COMMA);
  }
  while (last > start && line[last] !== QUOTE) last--;
  return last;
}

/** Where the string begins that the quote at `end` ends. */
export function startOfElement(line: Uint8Array, start: number, end: number): number {
  let first = end;
  while (first > start && line[first - 1] !== QUOTE) first--;
  return first;
}
