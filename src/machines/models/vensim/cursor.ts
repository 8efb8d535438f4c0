import { InputError, type SourcePosition } from '../../../util/input-error.js';
import type { Token } from './lexer.js';
import { MAX_SHOWN_CHARACTERS } from './limits.js';

/** A position in the tokens of a file, moving forward. */
export class TokenCursor {
  readonly file: string;
  /** How many expressions are open around the current token. */
  depth = 0;
  private readonly read: () => Token;
  private current: Token;
  /** Tokens behind the current one that had to be read already; a few at most. */
  private readonly ahead: Token[] = [];

  constructor(read: () => Token, file: string) {
    this.file = file;
    this.read = read;
    this.current = read();
  }

  /** The current token, or one further ahead. */
  peek(ahead = 0): Token {
    while (this.ahead.length < ahead) this.ahead.push(this.read());
    return ahead === 0 ? this.current : this.ahead[ahead - 1]!;
  }

  next(): Token {
    const token = this.current;
    this.current = this.ahead.shift() ?? this.read();
    return token;
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  isKeyword(keyword: string): boolean {
    const token = this.peek();
    return token.kind === 'keyword' && token.text === keyword;
  }

  /** Moves past the symbol if it is the current token. */
  accept(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.next();
    return found;
  }

  /** `where` completes "expected ... ": what the symbol would end or begin. */
  expect(symbol: string, where: string): Token {
    if (!this.isSymbol(symbol)) this.fail(`expected "${symbol}" ${where}`);
    return this.next();
  }

  expectName(what: string): Token {
    if (this.peek().kind !== 'name') this.fail(`expected ${what}`);
    return this.next();
  }

  at(token: Token = this.peek()): SourcePosition {
    return { file: this.file, line: token.line, column: token.column };
  }

  /** Throws an `InputError` at the current token, saying what is there instead. */
  fail(expected: string): never {
    const token = this.peek();
    if (token.kind === 'invalid') throw new InputError(token.text, this.at(token));
    throw new InputError(`${expected}, but found ${describe(token)}`, this.at(token));
  }
}

/** A name from the input as part of a one-line message. */
export function shorten(text: string): string {
  const start = text.slice(0, MAX_SHOWN_CHARACTERS).replace(/\s+/g, ' ').replace(/\p{C}/gu, '\ufffd');
  return text.length > MAX_SHOWN_CHARACTERS ? `${start}…` : start;
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end of the equations (is the file truncated?)';
    case 'text':
      return '"~"';
    case 'keyword':
      return `":${token.text}:"`;
    case 'string':
      return `'${shorten(token.text)}'`;
    default:
      return `"${shorten(token.text)}"`;
  }
}
