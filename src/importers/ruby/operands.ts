import type { InstructionFacts } from '../recording.js';

const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const CALLDATA = '<calldata!(?:mid:\\S+, )?argc:\\d+(?:, kw:\\[.*?\\])?(?:, [A-Z_|]+)?>';

/** What operands look like in a listing, by kind. In groups: what an argument is made of, if not of all. */
const PATTERNS: Readonly<Record<string, string>> = {
  local: '(?:[^\\s,]*@)?(\\d+)',
  level: '(\\d+)',
  number: '(\\d+)',
  target: '(\\d+)',
  cache: '<is:(\\d+)>',
  // `$,` is the only name with a comma.
  id: `:${STRING}|:\\$,|:[^\\s,]+`,
  value: `:?${STRING}|:\\$,|[^,]+`,
  word: '[^,]+',
  calldata: CALLDATA,
  iseq: '.+?',
  cases: '<cdhash>',
  builtin: '<builtin![^>]*>',
};

/** What reads the operands of instructions that have operands of these kinds: a group per operand. */
const readers = new Map<string, RegExp>();

function readerOf(kinds: readonly string[]): RegExp {
  const key = kinds.join(' ');
  let reader = readers.get(key);
  if (!reader) {
    const patterns = kinds.map((kind, i) => {
      // Literals go on to the end: arrays and regular expressions hold commas.
      if (kind === 'value' && i === kinds.length - 1) return '([^]+)';
      const pattern = PATTERNS[kind];
      return /\((?!\?)/.test(pattern) ? pattern : `(${pattern})`;
    });
    reader = new RegExp(`^${patterns.join(', ')}$`);
    readers.set(key, reader);
  }
  return reader;
}

/** The arguments that a listing shows of an instruction; null where they are not what it has. */
export function readOperands({ operands }: InstructionFacts, text: string): (number | string)[] | null {
  if (operands.length === 0) return text === '' ? [] : null;
  const found = readerOf(operands.map(({ kind }) => kind)).exec(text);
  if (!found) return null;
  return operands.map(({ kind }, i) => (NUMBERS.has(kind) ? Number(found[i + 1]) : found[i + 1]));
}

const NUMBERS: ReadonlySet<string> = new Set(['local', 'level', 'number', 'target', 'cache']);

/** Strings, and slashes that begin a regular expression: those after an operator or a bracket. */
const LITERALS = /"(?:[^"\\]|\\.)*"|(?<![^\s[{(>])(\/)/g;
const TO_CLOSING_SLASH = /(?:[^/\\]|\\.|\\$)*/y;

/**
 * Whether a line of literals ends inside a regular expression, and the line before it did. Ruby shows line
 * breaks of regular expressions as they are, alone or inside arrays and hashes; nothing else has any.
 */
export function endsInRegexp(line: string, isInside: boolean): boolean {
  let at = 0;
  for (let inside = isInside; ; inside = true) {
    if (inside) {
      TO_CLOSING_SLASH.lastIndex = at;
      at += TO_CLOSING_SLASH.exec(line)![0].length + 1;
      if (at > line.length) return true;
    }
    LITERALS.lastIndex = at;
    let found = LITERALS.exec(line);
    while (found && found[1] === undefined) found = LITERALS.exec(line);
    if (!found) return false;
    at = LITERALS.lastIndex;
  }
}
