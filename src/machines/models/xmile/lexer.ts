import { InputError } from '../../../util/input-error.js';
import { type PositionedText, positionIn } from './text.js';

/**
 * `name`: an identifier without quotes, escapes undone; qualified names (`module.variable`, `.root`) are one
 * token. `keyword`: upper case. `symbol`: the characters themselves. `end`: behind the last token, its text
 * empty.
 */
export interface Token {
  readonly kind: 'number' | 'name' | 'keyword' | 'symbol' | 'end';
  readonly text: string;
  /** Indices into the text that was read. */
  readonly start: number;
  readonly end: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(['IF', 'THEN', 'ELSE', 'AND', 'OR', 'NOT', 'MOD']);

/** Letters, digits, `_`, `$` and everything beyond ASCII. */
const WORD = /[^\s!-#%-@[-^`{-~][^\s!-#%-/:-@[-^`{-~]*/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const SYMBOL = /<>|<=|>=|\/\/|\.\*|[-+*/^=<>()[\],;:@']/y;
const BLANK = /\s+/y;

/** Words that Vensim leaves in its files. Its :NOT: binds less tightly than NOT, so it is refused. */
const VENSIM_WORD = /:(?:AND|OR|NOT|NA):/iy;

/** Symbols of other languages, longer ones first, and what XMILE writes instead. */
const FOREIGN_SYMBOLS = [
  ['==', '='],
  ['!=', '<>'],
  ['&&', 'AND'],
  ['||', 'OR'],
  ['**', '^'],
  ['!', 'NOT'],
  ['%', 'MOD'],
] as const;

/** The tokens of an equation, the last one of kind `end`. Throws an InputError at what is no token. */
export function tokenize(text: PositionedText): Token[] {
  const source = text.value;
  const tokens: Token[] = [];
  for (let i = skipBlanksAndComments(text, 0); i < source.length; ) {
    const token = tokenAt(text, i);
    const previous = tokens.at(-1);
    if (previous && isBareName(previous, source) && isBareName(token, source)) {
      // Some programs write names with spaces: `contact rate` for `contact_rate`.
      tokens.pop();
      tokens.push({ ...token, text: `${previous.text} ${token.text}`, start: previous.start });
    } else tokens.push(token);
    i = skipBlanksAndComments(text, token.end);
  }
  tokens.push({ kind: 'end', text: '', start: source.length, end: source.length });
  return tokens;
}

/** Whether an equation holds nothing but white space and comments. */
export function isBlank(source: string): boolean {
  for (let i = 0; ; ) {
    i += match(BLANK, source, i)?.length ?? 0;
    if (i >= source.length) return true;
    const close = source[i] === '{' ? source.indexOf('}', i) : -1;
    if (close < 0) return false;
    i = close + 1;
  }
}

/** A name as an attribute or an element holds it: quotes around it are removed, escapes undone. */
export function identifier(written: string): string {
  const trimmed = written.trim();
  const quoted = trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return unescaped(quoted ? trimmed.slice(1, -1) : trimmed);
}

/**
 * A name, perhaps qualified, that makes up a whole text: quotes are removed. What is no such name is taken as
 * it is.
 */
export function qualifiedName(text: PositionedText): string {
  try {
    const [token, ...rest] = tokenize(text);
    if (token?.kind === 'name' && rest.length === 1) return token.text;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return identifier(text.value);
}

function tokenAt(text: PositionedText, start: number): Token {
  const source = text.value;
  const number = match(NUMBER, source, start);
  if (number !== null) {
    const end = start + number.length;
    if (match(WORD, source, end) !== null) {
      throw new InputError('a name that begins with a digit has to be in quotes', positionIn(text, start));
    }
    return { kind: 'number', text: number, start, end };
  }
  const name = nameAt(text, start);
  if (name) return name;
  const word = match(VENSIM_WORD, source, start)?.toUpperCase();
  if (word === ':NOT:') {
    throw new InputError(':NOT: is not an XMILE operator: write NOT (…)', positionIn(text, start));
  }
  if (word) return { kind: 'keyword', text: word.slice(1, -1), start, end: start + word.length };
  const symbol = match(SYMBOL, source, start);
  const foreign = FOREIGN_SYMBOLS.find(([written]) => source.startsWith(written, start));
  if (foreign && foreign[0].length > (symbol?.length ?? 0)) {
    throw new InputError(
      `${foreign[0]} is not an XMILE operator: write ${foreign[1]}`,
      positionIn(text, start),
    );
  }
  if (symbol === null) {
    const character = String.fromCodePoint(source.codePointAt(start)!);
    throw new InputError(`unexpected character ${JSON.stringify(character)}`, positionIn(text, start));
  }
  return { kind: 'symbol', text: symbol, start, end: start + symbol.length };
}

/** An identifier, plain, quoted or qualified. */
function nameAt(text: PositionedText, start: number): Token | null {
  const source = text.value;
  const parts: string[] = [];
  let end = source[start] === '.' ? start + 1 : start;
  for (;;) {
    const word = match(WORD, source, end);
    if (word !== null) {
      parts.push(word);
      end += word.length;
    } else if (source[end] === '"') {
      const close = closingQuote(text, end);
      parts.push(unescaped(source.slice(end + 1, close)));
      end = close + 1;
    } else if (parts.length === 0) return null;
    else throw new InputError('a name is missing after this point', positionIn(text, end - 1));
    if (source[end] !== '.' || source[end + 1] === '*') break;
    end++;
  }
  const name = (source[start] === '.' ? '.' : '') + parts.join('.');
  const keyword = end - start === name.length ? name.toUpperCase() : '';
  return KEYWORDS.has(keyword)
    ? { kind: 'keyword', text: keyword, start, end }
    : { kind: 'name', text: name, start, end };
}

function closingQuote(text: PositionedText, open: number): number {
  const source = text.value;
  for (let i = open + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '"') return i;
  }
  throw new InputError('this quotation mark is not closed', positionIn(text, open));
}

/** `\n` is kept: `canonicalName` takes it for white space. */
function unescaped(quoted: string): string {
  return quoted.replace(/\\(["\\])/g, '$1');
}

function skipBlanksAndComments(text: PositionedText, start: number): number {
  const source = text.value;
  for (let i = start; ; ) {
    i += match(BLANK, source, i)?.length ?? 0;
    if (source[i] !== '{') return i;
    const close = source.indexOf('}', i);
    if (close < 0) throw new InputError('this comment is not closed: a } is missing', positionIn(text, i));
    i = close + 1;
  }
}

function isBareName({ kind, start, end }: Token, source: string): boolean {
  return kind === 'name' && source[start] !== '"' && source[end - 1] !== '"';
}

function match(pattern: RegExp, source: string, index: number): string | null {
  pattern.lastIndex = index;
  return pattern.exec(source)?.[0] ?? null;
}
