import type { Expression, Role } from '../../model.js';
import { MAX_CHAIN_OPERATIONS } from '../limits.js';
import { fold } from '../model/operations.js';
import type { Context } from './context.js';

/** Adds a variable that the author did not write. Its name gets the element's label. */
export function addHidden(context: Context, name: string, role: Role | null): number {
  const { model } = context.analysis;
  const variable = model.variable(`${name}${context.label}`, context.at, true);
  if (role) model.define(variable, role);
  return variable;
}

/** An expression that may be used several times without being evaluated several times. */
export function shared(context: Context, name: string, expression: Expression): Expression {
  if (expression.kind === 'number' || expression.kind === 'variable') return expression;
  return context.analysis.model.read(
    addHidden(context, name, { kind: 'auxiliary', expression, initial: null }),
  );
}

/** Left to right with a two-argument instruction, as `fold`, but never deeply nested. */
export function foldChain(
  context: Context,
  name: string,
  opcode: string,
  operands: readonly Expression[],
  empty: number,
): Expression {
  if (operands.length <= MAX_CHAIN_OPERATIONS) return fold(opcode, operands, empty);
  const parts: Expression[] = [];
  for (let start = 0; start < operands.length; start += MAX_CHAIN_OPERATIONS) {
    const part = fold(opcode, operands.slice(start, start + MAX_CHAIN_OPERATIONS), empty);
    parts.push(shared(context, `#part ${parts.length + 1}<${name}#`, part));
  }
  return foldChain(context, name, opcode, parts, empty);
}
