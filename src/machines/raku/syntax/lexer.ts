import { InputError, type SourcePosition } from '../../../util/input-error.js';
import { quoteText } from '../../../util/quote-text.js';

/** Names are of ASCII letters; `-` and `'` join their parts: `is-big`. */
const NAME = /[A-Za-z_]\w*(?:[-'][A-Za-z_]\w*)*/y;
/** The twigil `!` is of attributes, `.` of their declarations. */
const VARIABLE = /([$@%&])([.!^:*?=~])?([A-Za-z_]\w*(?:[-'][A-Za-z_]\w*)*)/y;
const NUMBER = /\d+(?:_\d+)*(\.\d+(?:_\d+)*)?([eE][+-]?\d+)?(i(?!\w))?/y;
const SPACE = /[ \t\r\n\f]+/y;
const COMMENT = /#(?![|=]?[`({[<])[^\n]*/y;
const LINE_REST = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;

/** Of a source. Regular expressions over longer ones may need more stack than there is. */
const MAX_LENGTH = 1_000_000;
/** Reading digits takes more than linear time. */
const MAX_DIGITS = 10_000;
/** What may hold braces and semicolons that mean nothing. */
const SKIPPED = /\s#[^\n]*|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"/y;

export interface VariableToken {
  readonly at: SourcePosition;
  readonly sigil: string;
  /** Empty for none. */
  readonly twigil: string;
  /** Without sigil and twigil. */
  readonly name: string;
}

export type NumberToken =
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'num'; readonly value: number }
  | { readonly kind: 'complex'; readonly imaginary: number };

/**
 * Reads tokens of Raku at an offset. What a character means depends on what stands before it (`<` begins
 * words where a term is expected and compares where an operator is), so the parser asks for the token that
 * may stand here. What is not in the subset throws an `InputError`.
 */
export class Lexer {
  /** Of the next character that is not read yet. */
  offset = 0;
  /** Behind the `}` of a block that ends its line, which ends the statement as well; -1 before any. */
  private blockEnd = -1;
  private readonly lineStarts: readonly number[];

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    if (text.length > MAX_LENGTH)
      throw new InputError(`more than ${MAX_LENGTH} characters: programs are shorter`, {
        file,
        line: 1,
        column: 1,
      });
    this.lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  get isAtEnd(): boolean {
    return this.offset >= this.text.length;
  }

  positionAt(offset: number): SourcePosition {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - this.lineStarts[low] + 1 };
  }

  get at(): SourcePosition {
    return this.positionAt(this.offset);
  }

  refuse(message: string, at: SourcePosition = this.at): never {
    throw new InputError(message, at);
  }

  /** The next characters, without reading them. */
  peek(length = 1): string {
    return this.text.slice(this.offset, this.offset + length);
  }

  /** What the pattern, which has to be sticky, matches here, without reading it. */
  lookingAt(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.offset;
    return pattern.exec(this.text);
  }

  take(pattern: RegExp): RegExpExecArray | null {
    const match = this.lookingAt(pattern);
    if (match) this.offset += match[0].length;
    return match;
  }

  takeText(text: string): boolean {
    const isHere = this.text.startsWith(text, this.offset);
    if (isHere) this.offset += text.length;
    return isHere;
  }

  /** Passes white space and comments. */
  skipBlank(): void {
    while (this.take(SPACE) || this.take(COMMENT));
    if (this.peek() === '#')
      this.refuse('a comment in brackets, or of documentation: comments are # to the end of the line');
    if (this.lookingAt(/=[a-zA-Z]/y) && this.at.column === 1)
      this.refuse('documentation (=begin and the like): comments are # to the end of the line');
  }

  /** Passes white space, comments and the `;` of empty statements. */
  skipEmptyStatements(): void {
    do this.skipBlank();
    while (this.takeText(';'));
  }

  /** The same as `skipBlank`, but not behind the `}` of a block that ends the statement. */
  skipBlankInStatement(): void {
    if (this.offset !== this.blockEnd) this.skipBlank();
  }

  /** Call it behind the `}` of a block. */
  closeBlock(): void {
    if (this.lookingAt(LINE_REST)) this.blockEnd = this.offset;
  }

  get isAtBlockEnd(): boolean {
    return this.offset === this.blockEnd;
  }

  /** Reads a symbol, with the blanks before it, or refuses what is there. */
  expect(symbol: string, where: string): void {
    this.skipBlank();
    if (!this.takeText(symbol)) this.refuse(`expected ${symbol} ${where}, found ${this.describeNext()}`);
  }

  peekName(): string | null {
    return this.lookingAt(NAME)?.[0] ?? null;
  }

  takeName(): string | null {
    return this.take(NAME)?.[0] ?? null;
  }

  /** Reads a name, or refuses what is there. */
  expectName(message: string, at: SourcePosition = this.at): string {
    return this.takeName() ?? this.refuse(message, at);
  }

  /** Reads `$x`, `$!x`, `@a`, `%h`, `&f` and the like. */
  takeVariable(): VariableToken | null {
    const at = this.at;
    const match = this.take(VARIABLE);
    return match && { at, sigil: match[1], twigil: match[2] ?? '', name: match[3] };
  }

  /** Reads `12`, `1_000`, `0e0`, `1.5e3`, `2i`. */
  takeNumber(): NumberToken | null {
    const at = this.at;
    if (this.lookingAt(/0[xobd]\w/y)) this.refuse('a number with a radix: write it in decimal');
    const match = this.take(NUMBER);
    if (!match) return null;
    const [text, fraction, exponent, imaginaryUnit] = match;
    if (text.length > MAX_DIGITS) this.refuse(`a number of more than ${MAX_DIGITS} characters`, at);
    const digits = text.replaceAll('_', '');
    if (this.lookingAt(/\w/y)) this.refuse(`the number ${text} runs into ${this.describeNext()}`, at);
    if (imaginaryUnit) return { kind: 'complex', imaginary: Number(digits.slice(0, -1)) };
    if (exponent) return { kind: 'num', value: Number(digits) };
    if (fraction)
      this.refuse(
        `the Rat ${text}: numbers are Int (2), Num (with an exponent: ${text}e0) and Complex (2i)`,
        at,
      );
    return { kind: 'int', value: BigInt(digits) };
  }

  /** The next word or character, for a message. */
  describeNext(): string {
    if (this.isAtEnd) return 'the end of the file';
    const [found] = this.lookingAt(/[$@%&]?\w+|\n|./suy) ?? [this.peek()];
    return found === '\n' ? 'the end of the line' : quoteText(found.slice(0, 40));
  }

  /**
   * Goes on behind the statement that begins at `start` and is wrong here: behind its `;`, or behind a `}`
   * that ends a line, or before the `}` of the block around it.
   */
  skipStatement(start: number): void {
    const wrongAt = this.offset;
    this.offset = start;
    for (let depth = 0; !this.isAtEnd; ) {
      if (this.take(SKIPPED)) continue;
      const character = this.peek();
      const isBehind = this.offset >= wrongAt;
      if (character === '}' && depth === 0 && isBehind) return;
      this.offset++;
      if (character === '{') depth++;
      if (character === '}') depth--;
      const isEnd = character === ';' || (character === '}' && this.lookingAt(LINE_REST));
      if (isEnd && depth <= 0 && isBehind) return;
    }
  }
}
