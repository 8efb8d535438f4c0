import type { Token } from '../../util/cursor.js';
import { InputError, type SourcePosition } from '../../util/input-error.js';
import { quoteText } from '../../util/quote-text.js';

const SPACE = /[ \t\r]*/y;
const NAME = /[A-Za-z_]\w*/y;
/** A `..` after digits is not a decimal point. */
const NUMBER = /[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][-+]?\d+)?|Infinity(?!\w))/y;
const SYMBOL = /\.\.|>=|[:,[\]{}]/y;
/** What must not follow a number directly. */
const MORE = /(?:\.(?!\.)|\w)[\w.]*/y;

/**
 * The tokens of one line of assembly text, up to a `;` or `#`. Throws an `InputError` at a character that
 * begins none.
 */
export function tokenizeAssembly(line: string, file: string, lineNumber: number): Token[] {
  const tokens: Token[] = [];
  for (let next = skip(line, 0); next < line.length; next = skip(line, next)) {
    const first = line[next];
    if (first === ';' || first === '#') break;
    const at: SourcePosition = { file, line: lineNumber, column: next + 1 };
    const token =
      read('name', NAME, line, at) ??
      read('symbol', SYMBOL, line, at) ??
      (first === '"' ? readString(line, at) : readNumber(line, at));
    tokens.push(token);
    next += token.width ?? token.text.length;
  }
  return tokens;
}

function skip(line: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.test(line);
  return SPACE.lastIndex;
}

function match(pattern: RegExp, line: string, from: number): string | null {
  pattern.lastIndex = from;
  return pattern.exec(line)?.[0] ?? null;
}

function read(kind: Token['kind'], pattern: RegExp, line: string, at: SourcePosition): Token | null {
  const text = match(pattern, line, at.column - 1);
  return text === null ? null : { kind, text, at };
}

function readNumber(line: string, at: SourcePosition): Token {
  const start = at.column - 1;
  const token = read('number', NUMBER, line, at);
  if (!token)
    throw new InputError(
      `unexpected character ${JSON.stringify(String.fromCodePoint(line.codePointAt(start)!))}: names other than words are written in quotes`,
      at,
    );
  const more = match(MORE, line, start + token.text.length);
  if (more !== null) throw new InputError(`\`${`${token.text}${more}`.slice(0, 80)}\` is not a number`, at);
  return token;
}

/** Written as in JSON. Looked through by hand: a regular expression overflows its stack on long ones. */
function readString(line: string, at: SourcePosition): Token {
  const start = at.column - 1;
  let end = start + 1;
  for (; end < line.length && line[end] !== '"'; end++) if (line[end] === '\\') end++;
  if (end >= line.length) throw new InputError('the closing `"` is missing', at);
  const width = end + 1 - start;
  try {
    return { kind: 'string', text: JSON.parse(line.slice(start, end + 1)) as string, at, width };
  } catch {
    throw new InputError('these quotes hold an escape or a character that JSON does not allow', at);
  }
}

/** The number that a token stands for, if any: `NaN` and `Infinity` are names to the lexer. */
export function numberOf({ kind, text }: Token): number | null {
  if (kind === 'name')
    return text === 'NaN' ? Number.NaN : text === 'Infinity' ? Number.POSITIVE_INFINITY : null;
  if (kind !== 'number') return null;
  const magnitude = Number(text.replace(/^[-+]/, ''));
  return text.startsWith('-') ? -magnitude : magnitude;
}

/**
 * A name as text that reads back: a word as it is, all else in quotes. Nothing in it can move a cursor or end
 * the line.
 */
export function quoteName(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name) && name !== 'NaN' && name !== 'Infinity') return name;
  return quoteText(name);
}
