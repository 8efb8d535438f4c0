import type { Expression } from '../../model.js';

/** Calls back for an expression and all its parts, from left to right. */
export function visit(expression: Expression, action: (part: Expression) => void): void {
  const pending = [expression];
  for (let next = pending.pop(); next; next = pending.pop()) {
    action(next);
    for (let index = partsOf(next).length - 1; index >= 0; index--) pending.push(partsOf(next)[index]);
  }
}

/** The same expression with another in the index of a variable. */
export function substitute(expression: Expression, variable: number, replacement: Expression): Expression {
  let occurs = false;
  visit(expression, (part) => {
    occurs ||= part.kind === 'variable' && part.variable === variable;
  });
  if (!occurs) return expression;
  const inside = (part: Expression) => substitute(part, variable, replacement);
  switch (expression.kind) {
    case 'operation':
      return { ...expression, arguments: expression.arguments.map(inside) };
    case 'lookup':
      return { ...expression, input: inside(expression.input) };
    case 'select':
      return {
        ...expression,
        condition: inside(expression.condition),
        consequent: inside(expression.consequent),
        alternate: inside(expression.alternate),
      };
    default:
      return replacement;
  }
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'operation':
      return expression.arguments;
    case 'lookup':
      return [expression.input];
    case 'select':
      return [expression.condition, expression.consequent, expression.alternate];
    default:
      return [];
  }
}
