import { InputError, type SourcePosition } from '../../../util/input-error.js';
import {
  type BinaryOperator,
  canonicalName,
  type Expression,
  type Reference,
  type Subscript,
  type UnaryOperator,
} from '../syntax.js';
import { shorten, type TokenCursor } from './cursor.js';
import { MAX_EXPRESSION_DEPTH, MAX_TREE_HEIGHT } from './limits.js';
import { parseLookupTable, parseNumber } from './lookups.js';
import { parseSubscripts } from './subscripts.js';

interface OperatorRule<Operator> {
  readonly operator: Operator;
  readonly level: number;
  readonly groupsFromTheRight?: true;
}

/**
 * Vensim's operators, the tighter ones with higher levels, as its own runs show them (the order in its manual
 * puts the unary ones first, but `-3^2` is -9 and `:NOT: Time > 5` is :NOT: (Time > 5)). Equal levels group
 * from the left, only `2^3^2` is 2^(3^2). A unary operator takes all that binds tighter, and may follow any
 * operator: `2 ^ -x`.
 */
const BINARY_OPERATORS = new Map<string, OperatorRule<BinaryOperator>>([
  ['OR', { operator: 'or', level: 1 }],
  ['AND', { operator: 'and', level: 2 }],
  ['=', { operator: '=', level: 4 }],
  ['<>', { operator: '<>', level: 4 }],
  ['<', { operator: '<', level: 4 }],
  ['<=', { operator: '<=', level: 4 }],
  ['>', { operator: '>', level: 4 }],
  ['>=', { operator: '>=', level: 4 }],
  ['+', { operator: '+', level: 5 }],
  ['-', { operator: '-', level: 5 }],
  ['*', { operator: '*', level: 6 }],
  ['/', { operator: '/', level: 6 }],
  ['^', { operator: '^', level: 8, groupsFromTheRight: true }],
]);
const UNARY_OPERATORS = new Map<string, OperatorRule<UnaryOperator>>([
  ['NOT', { operator: 'not', level: 3 }],
  ['-', { operator: '-', level: 7 }],
  ['+', { operator: '+', level: 7 }],
]);

/** One expression; throws an `InputError` at what cannot be part of it. */
export function parseExpression(cursor: TokenCursor): Expression {
  const at = cursor.at();
  const expression = parseOperators(cursor);
  if (isHigherThan(MAX_TREE_HEIGHT, expression)) {
    throw new InputError(
      `this expression is more than ${MAX_TREE_HEIGHT} operators deep; split it into several variables`,
      at,
    );
  }
  return expression;
}

/** An operator that waits for its right operand to be complete. */
type Pending = { readonly level: number; readonly at: SourcePosition } & (
  | { readonly unary: UnaryOperator }
  | { readonly binary: BinaryOperator }
);

/** Operands with operators between and before them: a shunting yard, so that chains need no recursion. */
function parseOperators(cursor: TokenCursor): Expression {
  const operands: Expression[] = [];
  const pending: Pending[] = [];
  for (;;) {
    for (
      let unary = operatorAt(cursor, UNARY_OPERATORS);
      unary;
      unary = operatorAt(cursor, UNARY_OPERATORS)
    ) {
      pending.push({ unary: unary.operator, level: unary.level, at: cursor.at() });
      cursor.next();
    }
    operands.push(parseOperand(cursor));
    const binary = operatorAt(cursor, BINARY_OPERATORS);
    const level = binary ? binary.level + (binary.groupsFromTheRight ? 1 : 0) : 0;
    while (pending.length > 0 && pending.at(-1)!.level >= level) apply(pending.pop()!, operands);
    if (!binary) return operands[0]!;
    pending.push({ binary: binary.operator, level: binary.level, at: cursor.at() });
    cursor.next();
  }
}

/** A quoted name may read like a keyword, but is none. */
function operatorAt<Operator>(
  cursor: TokenCursor,
  operators: ReadonlyMap<string, OperatorRule<Operator>>,
): OperatorRule<Operator> | undefined {
  const { kind, text } = cursor.peek();
  return kind === 'symbol' || kind === 'keyword' ? operators.get(text) : undefined;
}

/** Replaces the last operands by what the operator makes of them. */
function apply(pending: Pending, operands: Expression[]): void {
  const { at } = pending;
  const right = operands.pop()!;
  if ('unary' in pending) operands.push({ kind: 'unary', operator: pending.unary, operand: right, at });
  else operands.push({ kind: 'binary', operator: pending.binary, left: operands.pop()!, right, at });
}

function parseOperand(cursor: TokenCursor): Expression {
  const token = cursor.peek();
  const at = cursor.at();
  if (token.kind === 'name') return parseReferenceOrCall(cursor);
  if (token.kind === 'number') return { kind: 'number', value: parseNumber(cursor), at };
  if (token.kind === 'string') {
    cursor.next();
    return { kind: 'string', value: token.text, at };
  }
  if (cursor.isKeyword('NA')) {
    cursor.next();
    return { kind: 'missing', at };
  }
  if (!cursor.accept('(')) return cursor.fail('expected a number, a variable or a function');
  const inner = parseInner(cursor);
  cursor.expect(')', 'to close the parenthesis');
  return inner;
}

/** An expression inside of another. */
function parseInner(cursor: TokenCursor): Expression {
  if (++cursor.depth > MAX_EXPRESSION_DEPTH) {
    throw new InputError(
      `this expression is nested more than ${MAX_EXPRESSION_DEPTH} levels deep; split it into several variables`,
      cursor.at(),
    );
  }
  const expression = parseOperators(cursor);
  cursor.depth--;
  return expression;
}

function parseReferenceOrCall(cursor: TokenCursor): Expression {
  const at = cursor.at();
  const name = cursor.next().text;
  const subscripts = cursor.isSymbol('[') ? parseSubscripts(cursor) : [];
  if (!cursor.accept('(')) return { kind: 'reference', name, subscripts, at };
  const special = subscripts.length === 0 ? canonicalName(name) : '';
  if (special === 'with lookup') return parseWithLookup(cursor, at);
  const args = cursor.isSymbol(')') || cursor.isSymbol(':') ? [] : parseArguments(cursor);
  const outputs = cursor.accept(':') ? parseOutputs(cursor) : [];
  cursor.expect(')', `or an operator in the arguments of ${shorten(name)}`);
  if (special === 'if then else' && outputs.length === 0) return conditional(args, at);
  return { kind: 'call', name, subscripts, arguments: args, outputs, at };
}

function parseArguments(cursor: TokenCursor): Expression[] {
  const args: Expression[] = [];
  do args.push(parseInner(cursor));
  while (cursor.accept(','));
  return args;
}

/** `input, ((x,y),(x,y)))` behind the first parenthesis. */
function parseWithLookup(cursor: TokenCursor, at: SourcePosition): Expression {
  const input = parseInner(cursor);
  cursor.expect(',', 'and the points after the input of WITH LOOKUP');
  cursor.expect('(', 'to begin the points of WITH LOOKUP');
  const table = parseLookupTable(cursor);
  cursor.expect(')', 'to end the points of WITH LOOKUP');
  cursor.expect(')', 'to end WITH LOOKUP');
  return { kind: 'withLookup', input, table, at };
}

function conditional(args: readonly Expression[], at: SourcePosition): Expression {
  const [condition, consequent, alternate] = args;
  if (!condition || !consequent || !alternate || args.length > 3) {
    throw new InputError(`IF THEN ELSE takes 3 arguments, but here it has ${args.length}`, at);
  }
  return { kind: 'conditional', condition, consequent, alternate, at };
}

/** What a macro with several results writes to: `: x, y[a]`. */
function parseOutputs(cursor: TokenCursor): Reference[] {
  const outputs: Reference[] = [];
  do {
    const at = cursor.at();
    const name = cursor.expectName('the name of a variable that takes the result').text;
    const subscripts: Subscript[] = cursor.isSymbol('[') ? parseSubscripts(cursor) : [];
    outputs.push({ kind: 'reference', name, subscripts, at });
  } while (cursor.accept(','));
  return outputs;
}

/** Without recursion, for it decides whether recursion is safe. */
function isHigherThan(limit: number, root: Expression): boolean {
  let level: Expression[] = [root];
  for (let height = 0; level.length > 0; height++) {
    if (height === limit) return true;
    level = level.flatMap(spine).flatMap(children);
  }
  return false;
}

/** An expression and the first operands in it: `a + b + c`, `a + b` and `a`. */
function spine(expression: Expression): readonly Expression[] {
  const parts = [expression];
  for (let next = expression; next.kind === 'binary'; next = next.left) parts.push(next.left);
  return parts;
}

function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments;
    case 'withLookup':
      return [expression.input];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.right];
    case 'conditional':
      return [expression.condition, expression.consequent, expression.alternate];
    case 'number':
    case 'string':
    case 'missing':
    case 'reference':
      return [];
  }
}
