import type { Line, Token } from '../util/cursor.js';
import { InputError, type Problem, type SourcePosition } from '../util/input-error.js';
import { endOfBraces } from './host-text.js';

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
  const raws = text.split(/\r?\n/);
  for (let index = 0; index < raws.length; index++) {
    const raw = raws[index];
    const { tokens, brace } = tokenize(raw, { file, line: index + 1, column: 1 }, problems);
    if (brace !== null) {
      const body = hostToken(raws, index, brace, file);
      if (body === null) {
        problems.push({
          message: 'the brace that opens this body is never closed',
          at: { file, line: index + 1, column: brace + 1 },
        });
        break;
      }
      tokens.push(body.token);
      index = body.last;
    }
    if (tokens.length === 0) continue;
    const previous = lines.at(-1);
    if (/^[ \t]/.test(raw) && previous) {
      const isBody = tokens[0].kind === 'host';
      previous.push(...(isBody ? [] : [{ kind: 'symbol', text: ';', at: tokens[0].at } as const]), ...tokens);
    } else lines.push(tokens);
  }
  if (problems.length > 0) throw new InputError(problems);
  return lines;
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

/** The body whose opening brace is in a line, without the braces; what follows it must be a comment. */
function hostToken(
  raws: readonly string[],
  first: number,
  column: number,
  file: string,
): { readonly token: Token; readonly last: number } | null {
  const rest = [raws[first].slice(column), ...raws.slice(first + 1)].join('\n');
  const end = endOfBraces(rest);
  if (end === null) return null;
  const body = rest.slice(1, end - 1);
  const last = first + body.split('\n').length - 1;
  const after = rest.slice(end).split('\n', 1)[0];
  const at = { file, line: first + 1, column: column + 1 };
  if (!/^\s*(#.*)?$/.test(after))
    throw new InputError('nothing but a comment may follow the brace that closes a body', {
      file,
      line: last + 1,
      column: raws[last].length - after.trimStart().length + 1,
    });
  return { token: { kind: 'host', text: body, at, width: 1 }, last };
}
