/** Printed source with one thing wrong in it. */
export interface TextMutant {
  readonly group: string;
  /** The line, and what was changed in it. */
  readonly what: string;
  /** The line as it was, and where in the text the change begins. */
  readonly line: string;
  readonly index: number;
  readonly text: string;
}

/** What a token may be mistaken for, by group. */
const WRONG_TOKENS: readonly (readonly [group: string, token: string, wrong: readonly string[]])[] = [
  ['operator', '+', ['-']],
  ['operator', '-', ['+']],
  ['operator', '*', ['/']],
  ['operator', '/', ['*']],
  ['operator', '%', ['/']],
  ['operator', '&', ['|']],
  ['operator', '|', ['&']],
  ['operator', '^', ['|']],
  ['operator', '<<', ['>>']],
  ['operator', '>>', ['<<']],
  ['comparison', '<', ['<=', '>']],
  ['comparison', '<=', ['<']],
  ['comparison', '>', ['>=', '<']],
  ['comparison', '>=', ['>']],
  ['comparison', '==', ['!=']],
  ['comparison', '!=', ['==']],
  ['comparison', '===', ['!==']],
  ['comparison', '!==', ['===']],
  ['logic', '&&', ['||']],
  ['logic', '||', ['&&']],
  ['logic', '!', ['']],
  ['offset', '++', ['--']],
  ['offset', '--', ['++']],
  ['offset', '+=', ['-=']],
  ['offset', '-=', ['+=']],
];
const MISTAKEN = new Map(WRONG_TOKENS.map(([group, token, wrong]) => [token, { group, wrong }]));

/** Comments and texts are passed over; so is what stands between a number and a name. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|`[^`]*`|[A-Za-z_$][\w$]*|(?:0x[\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\w*|===|!==|->|=>|<<=|>>=|>>>|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[+*/%&|^-]=|[^\s\w]/g;

/**
 * All that differ from a text of a language like C in one place: an operator, a number, a name of an array,
 * a statement left out or exchanged with the next. `arrays` may be confused. What does not compile is among
 * them, and is no mutant.
 */
export function* textMutants(text: string, arrays: readonly string[]): Generator<TextMutant> {
  yield* tokenMutants(text, arrays);
  yield* statementMutants(text);
}

function* tokenMutants(text: string, arrays: readonly string[]): Generator<TextMutant> {
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const replaced = (group: string, wrong: string): TextMutant => ({
      group,
      what: `line ${lineAt(text, index)}: \`${wrong}\` for \`${token}\` in \`${lineOf(text, index)}\``,
      line: lineOf(text, index),
      index,
      text: text.slice(0, index) + wrong + text.slice(index + token.length),
    });
    const mistaken = MISTAKEN.get(token);
    // What a local begins with is never read.
    if (/^(let|int32_t|double) .* = 0;$/.test(lineOf(text, index))) continue;
    if (mistaken) for (const wrong of mistaken.wrong) yield replaced(mistaken.group, wrong);
    else if (/^\d+(\.\d+)?$/.test(token)) yield replaced('number', String(Number(token) + 1));
    else if (arrays.includes(token))
      for (const other of arrays.filter((one) => one !== token).slice(0, 2)) yield replaced('array', other);
  }
}

/** A statement to a line, as it is printed. */
function* statementMutants(text: string): Generator<TextMutant> {
  const lines = text.split('\n');
  const isStatement = (line: string | undefined) =>
    line !== undefined && /^\s.*;\s*$/.test(line) && !/^\s*(const|let|int|double|static|use|#)\b/.test(line);
  let start = 0;
  for (const [i, line] of lines.entries()) {
    const index = start;
    start += line.length + 1;
    if (!isStatement(line)) continue;
    yield {
      group: 'statement',
      what: `line ${i + 1}: \`${line.trim()}\` left out`,
      line: line.trim(),
      index,
      text: lines.toSpliced(i, 1, '').join('\n'),
    };
    if (!isStatement(lines[i + 1]) || !isOrdered(line, lines[i + 1])) continue;
    yield {
      group: 'order',
      what: `line ${i + 1}: \`${line.trim()}\` behind \`${lines[i + 1].trim()}\``,
      line: line.trim(),
      index,
      text: lines.toSpliced(i, 2, lines[i + 1], line).join('\n'),
    };
  }
}

/** Whether two statements may not change places. */
function isOrdered(first: string, second: string): boolean {
  if (first.trim() === second.trim()) return false;
  const [a, b] = [assigned(first), assigned(second)];
  const uses = (line: string, name: string) => new RegExp(`\\b${name}\\b`).test(line);
  if (a && b && !uses(second, a) && !uses(first, b)) return CALL.test(first) && CALL.test(second);
  // Two cells of the stack that are given what is not on it.
  const isPushed = (line: string, name = '') => STACKS.has(name) && !uses(valueGiven(line), name);
  return !(a === b && isPushed(first, a) && isPushed(second, b));
}

/** Names of the operand stack in printed code. */
const STACKS: ReadonlySet<string> = new Set(['stack', 'sp']);

function valueGiven(line: string): string {
  return line.slice(line.indexOf(' = '));
}

/** Calls of two functions, pure or not, stay in order; `stack.add(1)` is a place. */
const CALL = /(?<![.\w])\w+(::\w+)*\(/;

/** The variable or the array that a statement writes, if that is all it does. */
function assigned(line: string): string | undefined {
  const [target, value] = line.trim().split(/ [-+]?= |\+\+;|--;/);
  return value === undefined ? undefined : /^\*?(\w+)(?:$|[[.])/.exec(target)?.[1];
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function lineOf(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index - 1) + 1;
  const end = text.indexOf('\n', index);
  return text.slice(start, end < 0 ? undefined : end).trim();
}
