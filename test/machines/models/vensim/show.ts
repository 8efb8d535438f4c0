import type { Expression, Subscript } from '../../../../src/machines/models/syntax.js';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { InputError, type Problem } from '../../../../src/util/input-error.js';

/** An expression as text with all its parentheses, `[name]` for what is not plain arithmetic. */
export function show(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'string':
      return `'${expression.value}'`;
    case 'missing':
      return ':NA:';
    case 'reference':
      return expression.name + showSubscripts(expression.subscripts);
    case 'unary':
      return `(${expression.operator} ${show(expression.operand)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'conditional':
      return `if(${[expression.condition, expression.consequent, expression.alternate].map(show).join(', ')})`;
    case 'withLookup':
      return `withLookup(${show(expression.input)}, [${expression.table.xs}], [${expression.table.ys}])`;
    case 'call': {
      const outputs = expression.outputs.length > 0 ? ` : ${expression.outputs.map(show).join(', ')}` : '';
      const head = expression.name + showSubscripts(expression.subscripts);
      return `${head}(${expression.arguments.map(show).join(', ')}${outputs})`;
    }
  }
}

function showSubscripts(subscripts: readonly Subscript[]): string {
  const names = subscripts.map((subscript) =>
    subscript.kind === 'name' ? subscript.name + (subscript.reduce ? '!' : '') : subscript.kind,
  );
  return names.length > 0 ? `[${names.join(',')}]` : '';
}

/** The tree of a right-hand side, shown. */
export function showExpression(text: string): string {
  const { definition } = parseVensim(`x = ${text} ~~|`, 'test.mdl').equations[0]!;
  if (definition.kind !== 'expression') throw new Error(`a ${definition.kind}, not an expression`);
  return show(definition.expression);
}

/** The problems of a text that cannot be read; anything but an `InputError` is passed on. */
export function problemsOf(text: string): readonly Problem[] {
  try {
    parseVensim(text, 'test.mdl');
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

/** `line:column message` of each problem. */
export function messagesOf(text: string): string[] {
  return problemsOf(text).map(({ message, at }) => `${at?.line}:${at?.column} ${message}`);
}
