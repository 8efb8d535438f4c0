import type { Expression } from '../model.js';
import type { Context } from './context.js';
import { foldNumbers } from './evaluate.js';

/** The value of an expression that is a number or names a constant, else undefined. */
export function staticNumber(expression: Expression, { analysis }: Context): number | undefined {
  if (expression.kind !== 'variable') return foldNumbers(expression);
  const role = analysis.model.drafts[expression.variable]?.role;
  return role?.kind === 'constant' ? role.value : undefined;
}
