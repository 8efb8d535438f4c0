import type { Expression, Subscript } from '../../syntax.js';
import { MAX_EXPRESSION_TEXT_CHARACTERS, MAX_EXPRESSION_TEXT_DEPTH } from '../limits.js';

/** An expression as text without spaces, for the names of hidden variables. Long ones are cut. */
export function textOf(expression: Expression): string {
  const text = print(expression, 0);
  return text.length > MAX_EXPRESSION_TEXT_CHARACTERS
    ? `${text.slice(0, MAX_EXPRESSION_TEXT_CHARACTERS - 3)}...`
    : text;
}

function print(expression: Expression, depth: number): string {
  if (depth > MAX_EXPRESSION_TEXT_DEPTH) return '...';
  const inner = (part: Expression) => print(part, depth + 1);
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'string':
      return `'${expression.value}'`;
    case 'missing':
      return ':NA:';
    case 'reference':
      return `${squeeze(expression.name)}${printSubscripts(expression.subscripts, depth)}`;
    case 'call':
      return `${squeeze(expression.name, ' ')}${printSubscripts(expression.subscripts, depth)}(${expression.arguments.map(inner).join(',')})`;
    case 'withLookup':
      return `WITH LOOKUP(${inner(expression.input)})`;
    case 'unary':
      return `${expression.operator === 'not' ? ':NOT:' : expression.operator}${inner(expression.operand)}`;
    case 'binary':
      return `(${inner(expression.left)}${expression.operator}${inner(expression.right)})`;
    case 'conditional':
      return `IF THEN ELSE(${inner(expression.condition)},${inner(expression.consequent)},${inner(expression.alternate)})`;
  }
}

function printSubscripts(subscripts: readonly Subscript[], depth: number): string {
  if (subscripts.length === 0) return '';
  const printed = subscripts.map((subscript) => {
    if (subscript.kind === 'name') return `${subscript.name}${subscript.reduce ? '!' : ''}`;
    if (subscript.kind === 'wildcard') return '*';
    return print(subscript.expression, depth + 1);
  });
  return `[${printed.join(',')}]`;
}

function squeeze(name: string, between = ''): string {
  return name.slice(0, MAX_EXPRESSION_TEXT_CHARACTERS).replace(/[\s_]+/g, between);
}
