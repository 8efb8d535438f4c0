import type { Line, Token } from '../util/cursor.js';
import { InputError, type Problem } from '../util/input-error.js';

const TOKEN =
  /(?<space>[ \t]+)|(?<comment>#.*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol>->|--|&&|\|\||<<|>>|[=!<>]=|[-+*/%&|^!<>=?:;,()[\]])/y;

/**
 * Splits `.isa` text into logical lines of tokens. A line that starts with white space continues the line
 * before it, with a `;` between them. Throws an `InputError` that lists every line with a character that has
 * no meaning.
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
