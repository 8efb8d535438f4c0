import type { SourcePosition } from '../../../util/input-error.js';
import type { Parsing } from './parsing.js';
import { parseTerm } from './terms.js';
import type { AssignmentTarget, Expression, InfixOperator, List, OperatorName, Pair } from './tree.js';

/** How tight operators bind, the loosest first. Those of the setting are called by name. */
const LEVELS = {
  assignment: 1,
  conditional: 2,
  or: 3,
  and: 4,
  comparison: 5,
  range: 6,
  concatenation: 7,
  repetition: 8,
  additive: 9,
  multiplicative: 10,
  prefix: 11,
  power: 12,
} as const;

type Symbol = InfixOperator | '..' | '&&' | '||' | '??' | '=' | '=>';

const OPERATORS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '=': LEVELS.assignment,
    '=>': LEVELS.assignment,
    '??': LEVELS.conditional,
    '||': LEVELS.or,
    '&&': LEVELS.and,
    ...allAt(['==', '!=', '<', '<=', '>', '>=', 'eq', 'ne', 'lt', 'le', 'gt', 'ge'], LEVELS.comparison),
    '..': LEVELS.range,
    '~': LEVELS.concatenation,
    x: LEVELS.repetition,
    ...allAt(['+', '-'], LEVELS.additive),
    ...allAt(['*', 'div', '%'], LEVELS.multiplicative),
    '**': LEVELS.power,
  } satisfies Record<Symbol, number>),
);

function allAt<Name extends string>(names: readonly Name[], level: number): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, level])) as Record<Name, number>;
}

/** What Raku reads as one operator where a term ended, in the subset or not; the longest counts. */
const SYMBOLS = [
  ...['<=>', '===', '=:=', '!==', '!=:=', '~~', '!~~', '...^', '...', '..^', '^..^', '^..', '**', '++', '--'],
  ...['+=', '-=', '*=', '/=', '%=', '~=', '**=', '||=', '&&=', '//=', '.=', ':=', '::=', '//', '^^', '%%'],
  ...['+&', '+|', '+^', '+<', '+>', '~&', '~|', '~^', '?&', '?|', '?^', '<==', '==>', '/', '|', '&', '^'],
  ...[...OPERATORS.keys()].filter((name) => /^\W/.test(name)),
  ...['->', '!!', '.', '?', '!', ':'],
].sort((a, b) => b.length - a.length);

/** Words that are infix operators of Raku, but not of the subset. */
const RAKU_INFIX_WORDS: ReadonlySet<string> = new Set([
  ...['xx', 'xor', 'and', 'or', 'not', 'andthen', 'orelse', 'notandthen', 'mod', 'gcd', 'lcm', 'min', 'max'],
  ...['minmax', 'but', 'does', 'cmp', 'leg', 'eqv', 'coll', 'unicmp', 'before', 'after', 'ff', 'fff', 'o'],
  ...['X', 'Z', 'R'],
]);

const MODIFIERS: ReadonlySet<string> = new Set([
  ...['if', 'unless', 'for', 'while', 'until', 'given', 'when', 'with', 'without'],
]);

const INFIXES = [...OPERATORS.keys()].filter((name) => !['=', '=>', '??'].includes(name));
const ALLOWED = `the infix operators are ${INFIXES.join(' ')} and ?? !!`;

/** The operator here, without reading it; null where there is none. Refuses those of Raku at large. */
function peekOperator({ lexer }: Parsing): Symbol | null {
  const symbol = SYMBOLS.find((one) => lexer.peek(one.length) === one);
  const name = symbol ?? lexer.peekName();
  if (name === null || name === '!!' || name === '->') return null;
  if (!symbol && OPERATORS.has(name) && lexer.lookingAt(/\w+=(?![=>])/y))
    lexer.refuse(`the operator ${name}=: write the assignment in full`);
  if (OPERATORS.has(name)) return name as Symbol;
  if (MODIFIERS.has(name))
    lexer.refuse(`the statement modifier ${name}: only if, while and for, before a block in braces`);
  if (symbol || RAKU_INFIX_WORDS.has(name)) lexer.refuse(`the operator ${name}: ${ALLOWED}`);
  return null;
}

/** An expression of operators that bind at least as tight as `level`. */
function parseLevel(parsing: Parsing, level: number): Expression {
  return parsing.deeper(() => {
    let left = parsePrefixed(parsing);
    for (;;) {
      const { lexer } = parsing;
      const before = lexer.offset;
      lexer.skipBlankInStatement();
      const at = lexer.at;
      const operator = lexer.isAtBlockEnd ? null : peekOperator(parsing);
      if (operator === null || OPERATORS.get(operator)! < level) {
        lexer.offset = before;
        return left;
      }
      lexer.takeText(operator);
      lexer.skipBlank();
      left = parseRight(parsing, at, operator, left);
    }
  });
}

/** What an operator makes of the expression before it and of what follows. */
function parseRight(parsing: Parsing, at: SourcePosition, operator: Symbol, left: Expression): Expression {
  const level = OPERATORS.get(operator)!;
  switch (operator) {
    case '=':
      return parseAssignment(parsing, left, at);
    case '=>': {
      const value = parseLevel(parsing, level);
      return pair(parsing, left, value);
    }
    case '??':
      return parseConditional(parsing, left);
    case '&&':
    case '||': {
      const right = parseLevel(parsing, level + 1);
      return parsing.grown({ kind: 'logical', at, operator, left, right }, [left, right]);
    }
    case '..': {
      const to = parseLevel(parsing, level + 1);
      refuseAnother(parsing, level);
      return parsing.grown({ kind: 'range', at, from: left, to }, [left, to]);
    }
    default: {
      const right = parseLevel(parsing, operator === '**' ? level : level + 1);
      if (level === LEVELS.comparison) refuseAnother(parsing, level);
      return operation(parsing, at, `infix:<${operator}>`, [left, right]);
    }
  }
}

function operation(
  parsing: Parsing,
  at: SourcePosition,
  name: OperatorName,
  operands: readonly Expression[],
): Expression {
  return parsing.grown({ kind: 'operation', at, name, operands }, operands);
}

/** Comparisons chain in Raku, ranges cannot: neither is in the subset. */
function refuseAnother(parsing: Parsing, level: number): void {
  const { lexer } = parsing;
  const before = lexer.offset;
  lexer.skipBlankInStatement();
  const operator = lexer.isAtBlockEnd ? null : peekOperator(parsing);
  if (operator !== null && OPERATORS.get(operator) === level)
    lexer.refuse(
      level === LEVELS.range
        ? `${operator} behind another: a range has two ends`
        : `a chain of comparisons: join two with &&`,
    );
  lexer.offset = before;
}

function parseConditional(parsing: Parsing, condition: Expression): Expression {
  const whenTrue = parseLevel(parsing, LEVELS.assignment);
  parsing.lexer.expect('!!', 'behind the first value of ??');
  parsing.lexer.skipBlank();
  const whenFalse = parseLevel(parsing, LEVELS.conditional);
  const parts = { condition, whenTrue, whenFalse };
  return parsing.grown({ kind: 'conditional', at: condition.at, ...parts }, Object.values(parts));
}

export function pair(parsing: Parsing, key: Expression, value: Expression): Pair {
  const node: Pair = parsing.grown({ kind: 'pair', at: key.at, key, value }, [key, value]);
  parsing.loosePairs.add(node);
  return node;
}

function parseAssignment(parsing: Parsing, left: Expression, at: SourcePosition): Expression {
  const target = parsing.parenthesized.has(left) ? null : targetOf(left);
  if (!target)
    parsing.lexer.refuse('this cannot be assigned to: variables, elements and accessors can', left.at);
  const value = parseAssigned(parsing, target.container);
  return parsing.grown({ kind: 'assign', at, ...target, value }, [left, value]);
}

function targetOf(left: Expression): AssignmentTarget | null {
  switch (left.kind) {
    case 'variable': {
      const { sigil } = left.declaration;
      return { container: CONTAINERS[sigil], target: left };
    }
    case 'subscript':
      return { container: 'element', target: left };
    case 'attribute variable':
      return { container: 'attribute', target: left };
    case 'method call':
      return left.arguments.length + left.named.length === 0 ? { container: 'accessor', target: left } : null;
    default:
      return null;
  }
}

/** What an assignment to a variable of a sigil writes. */
export const CONTAINERS = { $: 'scalar', '@': 'array', '%': 'hash' } as const;

/** What stands behind the `=`: arrays and hashes take a list, all others one value. */
export function parseAssigned(parsing: Parsing, container: AssignmentTarget['container']): Expression {
  if (container !== 'array' && container !== 'hash') return parseLevel(parsing, LEVELS.assignment);
  const value = parseList(parsing);
  if (container === 'hash')
    for (const item of value.kind === 'list' ? value.items : [value])
      if (item.kind === 'pair') parsing.loosePairs.delete(item);
  return value;
}

function parsePrefixed(parsing: Parsing): Expression {
  const { lexer } = parsing;
  lexer.skipBlank();
  const at = lexer.at;
  const [prefix] = lexer.lookingAt(/\+\+|--|\+\^|~\^|\?\^|\^\^|\|\||[-!^+~?|]/y) ?? [null];
  if (prefix === null || (prefix === '-' && lexer.peek(2) === '->')) return parseTerm(parsing);
  if (prefix !== '-' && prefix !== '!' && prefix !== '^')
    lexer.refuse(`the prefix ${prefix}: the prefix operators are - ! ^`);
  lexer.takeText(prefix);
  const operand = parseLevel(parsing, LEVELS.prefix);
  if (prefix === '!') return parsing.grown({ kind: 'not', at, operand }, [operand]);
  if (prefix === '^') return parsing.grown({ kind: 'range', at, from: null, to: operand }, [operand]);
  return operation(parsing, at, 'prefix:<->', [operand]);
}

/** An expression without commas at its top. */
export function parseItem(parsing: Parsing): Expression {
  return parseLevel(parsing, LEVELS.assignment);
}

/** The same without `=` and `=>` at its top. */
export function parseOperand(parsing: Parsing): Expression {
  return parseLevel(parsing, LEVELS.conditional);
}

/** An expression with commas; a comma may end it. */
export function parseList(parsing: Parsing): Expression {
  const { lexer } = parsing;
  const first = parseItem(parsing);
  const items = [first];
  let isList = false;
  for (;;) {
    const before = lexer.offset;
    lexer.skipBlankInStatement();
    if (lexer.isAtBlockEnd || !lexer.takeText(',')) {
      lexer.offset = before;
      break;
    }
    isList = true;
    lexer.skipBlank();
    if (lexer.isAtEnd || lexer.lookingAt(/[)\]};]/y)) break;
    items.push(parseItem(parsing));
  }
  if (!isList) return first;
  const list: List = { kind: 'list', at: first.at, items };
  return parsing.grown(list, items);
}
