import type { Parsing } from './parsing.js';
import type { Expression, StrLiteral } from './tree.js';

/** What stands for itself in double quotes. */
const PLAIN = /[^"\\$@%&{]+/y;
/** What is applied to a variable in a string: names of methods count only where brackets follow. */
const APPLIED = /(?:\.\^?[A-Za-z_]\w*(?:[-'][A-Za-z_]\w*)*)*[[{<(]/y;
const NAMED_APPLIED =
  /[@%&]!?[A-Za-z_]\w*(?:[-'][A-Za-z_]\w*)*(?:\.\^?[A-Za-z_]\w*(?:[-'][A-Za-z_]\w*)*)*[[{<(]/y;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
]);

/** `'…'`, in which only `\\` and `\'` are escapes. Strings are in NFC, as Raku has them. */
export function parseSingleQuoted({ lexer }: Parsing): StrLiteral {
  const at = lexer.at;
  const quoted = lexer.take(/'([^'\\]*(?:\\[\s\S][^'\\]*)*)'/y);
  if (!quoted) return lexer.refuse("this string has no closing '", at);
  if (/\\qq?\[/.test(quoted[1])) lexer.refuse(String.raw`\q in a string: use double quotes and { }`, at);
  return { kind: 'str', at, value: quoted[1].replace(/\\(['\\])/g, '$1').normalize('NFC') };
}

/** `"…"`: a string, or what is joined where something is interpolated. */
export function parseDoubleQuoted(parsing: Parsing): Expression {
  const { lexer } = parsing;
  const at = lexer.at;
  const parts: Expression[] = [];
  let literal = '';
  let literalAt = at;
  const endLiteral = (): void => {
    if (literal !== '') parts.push({ kind: 'str', at: literalAt, value: literal.normalize('NFC') });
    literal = '';
  };
  lexer.takeText('"');
  while (!lexer.takeText('"')) {
    if (lexer.isAtEnd) lexer.refuse('this string has no closing "', at);
    const interpolated = parseInterpolated(parsing);
    if (interpolated) {
      endLiteral();
      parts.push(interpolated);
    } else {
      if (literal === '') literalAt = lexer.at;
      literal += lexer.take(PLAIN)?.[0] ?? parseEscape(parsing) ?? lexer.take(/[@%&]/y)![0];
    }
  }
  endLiteral();
  if (parts.length === 0) return { kind: 'str', at, value: '' };
  const isLiteral = parts.length === 1 && parts[0].kind === 'str';
  return isLiteral ? { ...parts[0], at } : parsing.grown({ kind: 'interpolation', at, parts }, parts);
}

/** What is interpolated here; null where a character stands for itself. */
function parseInterpolated(parsing: Parsing): Expression | null {
  const { lexer } = parsing;
  const next = lexer.peek();
  if (next === '{') return parseBraces(parsing);
  if (lexer.lookingAt(/[$@%&]\(/y))
    lexer.refuse(`${next}( in a string: interpolate { EXPRESSION }, or write \\${next}`);
  if (next === '$') {
    if (!lexer.lookingAt(/\$[!.]?[A-Za-z_]/y))
      lexer.refuse(String.raw`$ before no variable in a string: write \$`);
    return parseApplied(parsing);
  }
  if (!lexer.lookingAt(NAMED_APPLIED)) return null;
  if (next === '&') lexer.refuse(`a call in a string: write { f(…) }, or \\&`);
  return parseApplied(parsing);
}

/** A variable with the brackets, and the methods before brackets, that follow it. */
function parseApplied(parsing: Parsing): Expression {
  const { lexer, grammar } = parsing;
  let expression = grammar.variable(parsing);
  if (expression.kind === 'variable' && expression.declaration.sigil === '@') lexer.takeText('[]');
  while (lexer.lookingAt(APPLIED)) expression = grammar.postfix(parsing, expression) ?? expression;
  return expression;
}

/** `{ EXPRESSION }` in a string. */
function parseBraces(parsing: Parsing): Expression {
  const { lexer } = parsing;
  lexer.takeText('{');
  const expression = parsing.grammar.item(parsing);
  lexer.expect('}', 'behind the one expression of { } in a string');
  return expression;
}

function parseEscape({ lexer }: Parsing): string | null {
  const at = lexer.at;
  if (!lexer.takeText('\\')) return null;
  const code = lexer.take(/x(?:\[([0-9A-Fa-f]+)\]|([0-9A-Fa-f]+))/y);
  if (code) return characterOf(Number.parseInt(code[1] ?? code[2], 16)) ?? refuseEscape(code[0]);
  const [character] = lexer.take(/[\s\S]/uy) ?? [''];
  if (character === '' || !/[A-Za-z0-9]/.test(character)) return character;
  return ESCAPES.get(character) ?? refuseEscape(character);

  function refuseEscape(found: string): never {
    const known = [...ESCAPES.keys()].map((name) => `\\${name}`).join(' ');
    return lexer.refuse(`\\${found} in a string: the escapes are ${known} \\x41 \\x[263a]`, at);
  }
}

function characterOf(code: number): string | null {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code <= 0x10ffff && !isSurrogate ? String.fromCodePoint(code) : null;
}
