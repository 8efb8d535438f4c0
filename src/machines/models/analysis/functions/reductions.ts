import type { Expression } from '../../model.js';
import type { Call, Expression as Syntax } from '../../syntax.js';
import { staticNumber } from '../model/evaluate.js';
import { divide, multiply, number, operation, select, subtract } from '../model/operations.js';
import { fail } from '../problems.js';
import { type Context, expand } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { foldChain, shared } from '../scope/hidden-variables.js';
import { expandAll } from './builtin.js';
import { combinations, terms } from './terms.js';

/** Functions that make one number of an array, written out term by term. */

/** SUM, PROD, VMIN and VMAX. */
export const reduction =
  (opcode: string, empty: number) =>
  (call: Call, context: Context): Expression =>
    foldChain(context, textOf(call), opcode, terms(call, context), empty);

/** XMILE MIN and MAX: of an array, or of several arguments. */
export const reductionOrFold =
  (opcode: string) =>
  (call: Call, context: Context): Expression =>
    foldChain(
      context,
      textOf(call),
      opcode,
      call.arguments.length === 1 ? terms(call, context) : expandAll(call, context),
      0,
    );

export function mean(call: Call, context: Context): Expression {
  const all = terms(call, context);
  return divide(foldChain(context, textOf(call), 'add', all, 0), number(all.length));
}

/** The standard deviation of a population. */
export function standardDeviation(call: Call, context: Context): Expression {
  const name = textOf(call);
  const all = terms(call, context).map((term, index) => shared(context, `#${index + 1}<${name}#`, term));
  const sum = foldChain(context, name, 'add', all, 0);
  const average = shared(context, `#mean<${name}#`, divide(sum, number(all.length)));
  const squares = all.map((term) => multiply(subtract(term, average), subtract(term, average)));
  return operation('sqrt', divide(foldChain(context, name, 'add', squares, 0), number(all.length)));
}

/** XMILE SIZE(array). */
export function size(call: Call, context: Context): Expression {
  const [operand] = call.arguments as readonly [Syntax];
  const dimension =
    operand.kind === 'reference' ? context.analysis.dimensions.dimension(operand.name) : undefined;
  return number(dimension ? dimension.elements.length : combinations([operand], call, context).length);
}

/** ELMCOUNT(dimension). */
export function elementCount(call: Call, context: Context): Expression {
  const [operand] = call.arguments as readonly [Syntax];
  const dimension =
    operand.kind === 'reference' ? context.analysis.dimensions.dimension(operand.name) : undefined;
  if (!dimension) fail(context, 'the argument of ELMCOUNT must be a dimension', operand.at);
  return number(dimension.elements.length);
}

const SELECTIONS: ReadonlyMap<number, readonly [opcode: string, neutral: number]> = new Map([
  [0, ['add', 0]],
  [1, ['mul', 1]],
  [2, ['min', Number.POSITIVE_INFINITY]],
  [3, ['max', Number.NEGATIVE_INFINITY]],
]);

/** VECTOR SELECT(selection, expression, if none, operation, error action): combines the selected terms. */
export function vectorSelect(call: Call, context: Context): Expression {
  const [selection, operand, none, action] = call.arguments as readonly [Syntax, Syntax, Syntax, Syntax];
  const which = staticNumber(expand(action, context), context.analysis.model);
  const combined = which === undefined ? undefined : SELECTIONS.get(which);
  if (!combined) {
    fail(
      context,
      'the fourth argument of VECTOR SELECT must be constant: 0 sum, 1 product, 2 minimum or 3 maximum',
      action.at,
    );
  }
  const [opcode, neutral] = combined;
  const missing = expand(none, context);
  const conditions: Expression[] = [];
  const selected: Expression[] = [];
  for (const inner of combinations([selection, operand], call, context)) {
    const condition = expand(selection, inner);
    conditions.push(condition);
    selected.push(select(condition, expand(operand, inner), number(neutral)));
  }
  const value = foldChain(context, textOf(call), opcode, selected, neutral);
  if (missing.kind === 'number' && missing.value === neutral) return value;
  return select(foldChain(context, textOf(call), 'or', conditions, 0), value, missing);
}
