import type { Line, Token } from '../util/cursor.js';
import { InputError, type Problem, type SourcePosition } from '../util/input-error.js';
import { endOfBraces } from './host-text.js';
import { HOST_LANGUAGES, type HostLanguage } from './isa.js';

const TOKEN =
  /(?<space>[ \t]+)|(?<comment>#.*)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol>->|--|\+\+|&&|\|\||<<|>>|[=!<>]=|[-+*/%&|^!<>=?:;,()[\]{])/y;

/**
 * Splits `.isa` text into logical lines of tokens. A line that starts with white space continues the line
 * before it, with a `;` between them; a body in braces goes on until they are closed. Throws an `InputError`
 * that lists every line with a character that has no meaning.
 */
export function splitLines(text: string, file: string): Line[] {
  const lines: Token[][] = [];
  const problems: Problem[] = [];
  const source = text.replaceAll('\r\n', '\n');
  const raws = source.split('\n');
  // Where nothing says so before a body, the parser will refuse it.
  let language: HostLanguage = 'c';
  let start = 0;
  for (let index = 0; index < raws.length; index++) {
    const raw = raws[index];
    const line = index + 1;
    const { tokens, brace } = tokenize(raw, { file, line, column: 1 }, problems);
    if (brace === null) start += raw.length + 1;
    else {
      const at = { file, line, column: brace + 1 };
      const end = endOfBraces(source, start + brace, language);
      if (end === null) {
        problems.push({
          message: `the brace that opens this body is never closed${HINTS[language] ?? ''}`,
          at,
        });
        break;
      }
      const body = source.slice(start + brace + 1, end - 1);
      tokens.push({ kind: 'host', text: body, at, width: 1 });
      index += body.split('\n').length - 1;
      start = source.lastIndexOf('\n', end - 1) + 1;
      requireComment(raws[index], { file, line: index + 1, column: end - start + 1 });
      start += raws[index].length + 1;
    }
    if (tokens.length === 0) continue;
    const previous = lines.at(-1);
    if (/^[ \t]/.test(raw) && previous) {
      const isBody = tokens[0].kind === 'host';
      previous.push(...(isBody ? [] : [{ kind: 'symbol', text: ';', at: tokens[0].at } as const]), ...tokens);
    } else {
      lines.push(tokens);
      language = languageOf(tokens) ?? language;
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return lines;
}

/** What else may keep a brace open than that it is not closed. */
const HINTS: { readonly [language in HostLanguage]?: string } = {
  javascript:
    ': a regular expression that has quotes or braces may not be understood, so put it into a variable outside the body',
};

/** What a declaration has bodies written in; null where it does not say. */
function languageOf([first, second, third]: Line): HostLanguage | null {
  if (first.text !== 'bodies' || !second) return null;
  const name = third?.text === '++' ? `${second.text}++` : second.text;
  return HOST_LANGUAGES.find((one) => one === name) ?? null;
}

/** The tokens of one line, up to a character that begins none, or to the brace that opens a body. */
function tokenize(
  raw: string,
  start: SourcePosition,
  problems: Problem[],
): { readonly tokens: Token[]; readonly brace: number | null } {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < raw.length) {
    const at = { ...start, column: TOKEN.lastIndex + 1 };
    const groups = TOKEN.exec(raw)?.groups;
    if (!groups) {
      const character = String.fromCodePoint(raw.codePointAt(at.column - 1)!);
      problems.push({ message: `unexpected character ${JSON.stringify(character)}`, at });
      break;
    }
    if (groups.symbol === '{') return { tokens, brace: at.column - 1 };
    if (groups.string !== undefined) tokens.push(stringToken(groups.string, at, problems));
    for (const kind of ['name', 'number', 'symbol'] as const)
      if (groups[kind] !== undefined) tokens.push({ kind, text: groups[kind], at });
  }
  return { tokens, brace: null };
}

/** A name in quotes is a string of JSON. */
function stringToken(quoted: string, at: SourcePosition, problems: Problem[]): Token {
  let text = '';
  try {
    text = JSON.parse(quoted) as string;
  } catch {
    problems.push({ message: `${quoted} is not a name in quotes: escape \\ and " as \\\\ and \\"`, at });
  }
  return { kind: 'string', text, at, width: quoted.length };
}

/** Throws an `InputError` where anything but a comment stands behind a body. */
function requireComment(raw: string, end: SourcePosition): void {
  const after = raw.slice(end.column - 1);
  if (/^\s*(#.*)?$/.test(after)) return;
  const column = raw.length - after.trimStart().length + 1;
  throw new InputError('nothing but a comment may follow the brace that closes a body', { ...end, column });
}
