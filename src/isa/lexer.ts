import { InputError, type Problem, type SourcePosition } from '../util/input-error.js';

export interface Token {
  readonly kind: 'name' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly at: SourcePosition;
}

/** One declaration or instruction: a line with the indented lines that continue it. */
export type Line = readonly Token[];

const TOKEN =
  /(?<space>[ \t]+)|(?<comment>#.*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol>->|--|&&|\|\||<<|>>|[=!<>]=|[-+*/%&|^!<>=?:;,()[\]])/y;

/**
 * Splits `.isa` text into logical lines of tokens. A line that starts with white space continues the line before
 * it, with a `;` between them. Throws an `InputError` that lists every line with a character that has no meaning.
 */
export function splitLines(text: string, file: string): Line[] {
  const lines: Token[][] = [];
  const problems: Problem[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const tokens = tokenize(raw, file, index + 1, problems);
    if (tokens.length === 0) continue;
    const previous = lines.at(-1);
    if (/^[ \t]/.test(raw) && previous) {
      previous.push({ kind: 'symbol', text: ';', at: tokens[0].at }, ...tokens);
    } else lines.push(tokens);
  }
  if (problems.length > 0) throw new InputError(problems);
  return lines;
}

/** The tokens of one line, up to a character that begins none. */
function tokenize(raw: string, file: string, line: number, problems: Problem[]): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < raw.length) {
    const at = { file, line, column: TOKEN.lastIndex + 1 };
    const groups = TOKEN.exec(raw)?.groups;
    if (!groups) {
      const character = String.fromCodePoint(raw.codePointAt(at.column - 1)!);
      problems.push({ message: `unexpected character ${JSON.stringify(character)}`, at });
      break;
    }
    for (const kind of ['name', 'number', 'symbol'] as const)
      if (groups[kind] !== undefined) tokens.push({ kind, text: groups[kind], at });
  }
  return tokens;
}

/** Reads the tokens of one line from left to right. */
export class Cursor {
  readonly #line: Line;
  #next = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  get token(): Token {
    const last = this.#line.at(-1)!;
    const end = { ...last.at, column: last.at.column + last.text.length };
    return this.#line[this.#next] ?? { kind: 'end', text: 'the end of the line', at: end };
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

  is(text: string): boolean {
    return this.token.kind !== 'end' && this.token.text === text;
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#next++;
    return true;
  }

  expect(text: string): Token {
    if (!this.is(text)) this.fail(`expected \`${text}\`, found ${describe(this.token)}`);
    return this.advance();
  }

  name(what: string): Token {
    if (this.token.kind !== 'name') this.fail(`expected ${what}, found ${describe(this.token)}`);
    return this.advance();
  }

  fail(message: string, at = this.token.at): never {
    throw new InputError(message, at);
  }
}

function describe(token: Token): string {
  return token.kind === 'end' ? token.text : `\`${token.text}\``;
}
