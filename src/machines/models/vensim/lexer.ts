import { continuationEnd, groupEnd, isDigit, isNamePart, isNameStart, skipBlank } from './characters.js';

/**
 * Tokens of the equations of a Vensim `.mdl` text. The lexer never fails: what it cannot read becomes an
 * `invalid` token whose text is the error message, so that the parser reports it in its place and goes on
 * with the next equation.
 */
export interface Token {
  readonly kind: TokenKind;
  /** Names, strings and keywords without their delimiters; `invalid`: what is wrong. */
  readonly text: string;
  /** 1-based, of the first character. */
  readonly line: number;
  readonly column: number;
}

export type TokenKind =
  | 'name'
  | 'number'
  /** `'text'`, an argument of the GET functions. */
  | 'string'
  /** `:AND:` and the like, in upper case without the colons. */
  | 'keyword'
  | 'symbol'
  /** What stands between `~` and the next `~` or `|`: units, documentation, flags. */
  | 'text'
  | 'invalid'
  | 'end';

const KEYWORDS: ReadonlySet<string> = new Set([
  ...['AND', 'OR', 'NOT', 'NA', 'IS', 'EXCEPT'],
  ...['INTERPOLATE', 'RAW', 'LOOK FORWARD', 'HOLD BACKWARD'],
  ...['MACRO', 'END OF MACRO'],
  ...['TEST INPUT', 'THE CONDITION', 'IMPLIES', 'AT LEAST ONCE', 'CROSSING', 'IGNORE'],
]);

/** By their first characters, longer ones first, so that the first match is the right one. */
const SYMBOLS = new Map<string, readonly string[]>([
  ['<', ['<->', '<=', '<>', '<']],
  ['>', ['>=', '>']],
  ['=', ['==', '=']],
  ['-', ['->', '-']],
  [':', [':=', ':']],
  ...Array.from('+*/^()[],;!|', (symbol) => [symbol, [symbol]] as const),
]);

const KEYWORD = /:[ \t]*([A-Za-z][A-Za-z \t]*):/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;

/**
 * Gives the tokens of a text one by one, and after the last an `end` each time. Groups (`*** .Name ***~ ...
 * |`) have no tokens.
 */
export function tokenReader(text: string): () => Token {
  const positionOf = lineCounter(text);
  let isStatementStart = true;
  let isMacroHead = false;
  let offset = 0;
  return () => {
    for (;;) {
      offset = skipBlank(text, offset);
      if (offset >= text.length) return { kind: 'end', text: '', ...positionOf(text.length) };
      const isGroup = isStatementStart && text[offset] === '*';
      const scanned = isGroup ? scanGroup(text, offset) : scan(text, offset);
      const start = offset;
      offset = scanned.end;
      if (scanned.kind !== 'group') {
        isStatementStart = endsStatement(scanned) || (isMacroHead && scanned.text === ')');
        if (scanned.kind === 'keyword') isMacroHead = scanned.text === 'MACRO';
        else if (isStatementStart) isMacroHead = false;
        return { kind: scanned.kind, text: scanned.text, ...positionOf(start) };
      }
    }
  };
}

function endsStatement({ kind, text }: Scanned): boolean {
  return (kind === 'symbol' && text === '|') || (kind === 'keyword' && text === 'END OF MACRO');
}

/** Positions of offsets that rise from call to call. */
function lineCounter(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  let line = 0;
  let lineStart = 0;
  let nextLineStart = 0;
  return (offset) => {
    while (offset >= nextLineStart) {
      line++;
      lineStart = nextLineStart;
      const newline = text.indexOf('\n', lineStart);
      nextLineStart = newline < 0 ? Number.POSITIVE_INFINITY : newline + 1;
    }
    return { line, column: offset - lineStart + 1 };
  };
}

/** A token and the offset behind it. */
interface Scanned {
  readonly kind: TokenKind | 'group';
  readonly text: string;
  readonly end: number;
}

function scan(text: string, start: number): Scanned {
  const code = text.charCodeAt(start);
  if (isNameStart(code)) return scanName(text, start);
  if (isDigit(code)) return scanNumber(text, start);
  switch (text[start]) {
    case '.':
      return isDigit(text.charCodeAt(start + 1)) ? scanNumber(text, start) : unexpected(text, start);
    case '"':
      return scanQuotedName(text, start);
    case "'":
      return scanString(text, start);
    case '~':
      return scanText(text, start);
    case '{':
      return { kind: 'invalid', text: 'this comment has no closing }', end: text.length };
    case ':':
      return scanKeyword(text, start) ?? scanSymbol(text, start);
    default:
      return scanSymbol(text, start);
  }
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function scanSymbol(text: string, start: number): Scanned {
  const symbol = SYMBOLS.get(text[start]!)?.find((candidate) => text.startsWith(candidate, start));
  return symbol ? { kind: 'symbol', text: symbol, end: start + symbol.length } : unexpected(text, start);
}

function scanKeyword(text: string, start: number): Scanned | null {
  const match = matchAt(KEYWORD, text, start);
  if (!match) return null;
  const keyword = match[1]!
    .trim()
    .replace(/[ \t]+/g, ' ')
    .toUpperCase();
  return KEYWORDS.has(keyword) ? { kind: 'keyword', text: keyword, end: start + match[0].length } : null;
}

/** `2nd stage` is no number but a name. */
function scanNumber(text: string, start: number): Scanned {
  const number = matchAt(NUMBER, text, start)![0];
  const end = start + number.length;
  const name = isNamePart(text.charCodeAt(end)) ? scanName(text, start) : null;
  return name && name.end > end ? name : { kind: 'number', text: number, end };
}

function scanString(text: string, start: number): Scanned {
  let end = start + 1;
  while (end < text.length && text[end] !== "'" && text[end] !== '\n') end++;
  if (text[end] !== "'") return { kind: 'invalid', text: "this text has no closing '", end };
  return { kind: 'string', text: text.slice(start + 1, end), end: end + 1 };
}

function scanText(text: string, start: number): Scanned {
  let end = start + 1;
  while (end < text.length && text[end] !== '~' && text[end] !== '|') end++;
  return { kind: 'text', text: text.slice(start + 1, end), end };
}

/** Words with one space between them, however they are spread out in the text. */
function scanName(text: string, start: number): Scanned {
  let name = '';
  let end = start;
  for (;;) {
    const wordStart = end;
    while (end < text.length && isNamePart(text.charCodeAt(end))) end++;
    name += text.slice(wordStart, end);
    const next = skipBlank(text, end);
    if (next >= text.length || !isNamePart(text.charCodeAt(next))) return { kind: 'name', text: name, end };
    // A continuation without a space before it is no word break.
    if (text[end] !== '\\' || continuationEnd(text, end) !== next) name += ' ';
    end = next;
  }
}

/**
 * `"..."` with `\"` for a quote. It may span lines, but when the closing quote is missing, the next equation
 * must not be taken for the name: beyond the first line, `~` and `|` end it.
 */
function scanQuotedName(text: string, start: number): Scanned {
  let name = '';
  let end = start + 1;
  let copiedTo = end;
  let isFirstLine = true;
  while (end < text.length && text[end] !== '"') {
    const character = text[end];
    if (character === '\n') isFirstLine = false;
    if (!isFirstLine && (character === '|' || character === '~')) break;
    const continuation = character === '\\' ? continuationEnd(text, end) : -1;
    if (continuation >= 0 || (character === '\\' && text[end + 1] === '"')) {
      name += text.slice(copiedTo, end);
      copiedTo = continuation >= 0 ? continuation : end + 1;
      end = continuation >= 0 ? continuation : end + 2;
    } else end++;
  }
  if (text[end] !== '"') return { kind: 'invalid', text: 'this name has no closing "', end };
  name += text.slice(copiedTo, end);
  if (name.trim() === '') return { kind: 'invalid', text: 'this name is empty', end: end + 1 };
  return { kind: 'name', text: name, end: end + 1 };
}

function scanGroup(text: string, start: number): Scanned {
  const end = groupEnd(text, start);
  if (end >= 0) return { kind: 'group', text: '', end };
  const bar = text.indexOf('|', start);
  const message = 'this group heading does not end with "***~ ... |"';
  return { kind: 'invalid', text: message, end: bar < 0 ? text.length : bar };
}

function unexpected(text: string, start: number): Scanned {
  const character = String.fromCodePoint(text.codePointAt(start)!);
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  const shown = /[\p{C}\p{Z}]/u.test(character) ? `character U+${code}` : `"${character}"`;
  return {
    kind: 'invalid',
    text: `unexpected ${shown}; a name with such characters has to stand in double quotes`,
    end: start + character.length,
  };
}
