import { InputError, type SourcePosition } from './input-error.js';

export interface Token {
  /** `host`: a body in the language of a VM, without its braces. */
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'host' | 'end';
  /** As it is written; of a string what it stands for. */
  readonly text: string;
  readonly at: SourcePosition;
  /** Characters it takes in the source, where `text` has another number of them. */
  readonly width?: number;
}

/** A line of tokens, or several that belong together: at least one token. */
export type Line = readonly Token[];

/** Reads the tokens of one line from left to right. */
export class Cursor {
  readonly #line: Line;
  #next = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  get token(): Token {
    return this.#line[this.#next] ?? this.#end();
  }

  get length(): number {
    return this.#line.length;
  }

  get atEnd(): boolean {
    return this.#next >= this.#line.length;
  }

  peek(ahead: number): Token | undefined {
    return this.#line[this.#next + ahead];
  }

  advance(): Token {
    const token = this.token;
    this.#next++;
    return token;
  }

  /** Whether the next token is this word or symbol; a string never is. */
  is(text: string): boolean {
    return isToken(this.token, text);
  }

  /** The same for the token after the next. */
  isBefore(text: string): boolean {
    return isToken(this.#line[this.#next + 1], text);
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#next++;
    return true;
  }

  expect(text: string): Token {
    if (!this.is(text)) this.fail(`expected \`${text}\`, found ${describeToken(this.token)}`);
    return this.advance();
  }

  name(what: string): Token {
    if (this.token.kind !== 'name') this.fail(`expected ${what}, found ${describeToken(this.token)}`);
    return this.advance();
  }

  /** A name, in quotes where it is no word. */
  nameOrString(what: string): Token {
    return this.token.kind === 'string' ? this.advance() : this.name(what);
  }

  fail(message: string, at = this.token.at): never {
    throw new InputError(message, at);
  }

  #end(): Token {
    const { at, text, width } = this.#line.at(-1)!;
    const end = { ...at, column: at.column + (width ?? text.length) };
    return { kind: 'end', text: 'the end of the line', at: end };
  }
}

function isToken(token: Token | undefined, text: string): boolean {
  return token?.text === text && token.kind !== 'end' && token.kind !== 'string' && token.kind !== 'host';
}

const MAX_SHOWN = 80;

/** A token as messages show it. */
export function describeToken({ kind, text }: Token): string {
  if (kind === 'end') return text;
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return kind === 'string' ? JSON.stringify(shown) : `\`${shown}\``;
}
