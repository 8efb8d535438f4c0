import type { Expression, Role } from '../../model.js';
import type { Call } from '../../syntax.js';
import { select } from '../model/operations.js';
import { substitute } from '../model/visit.js';
import type { Context } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { addHidden } from '../scope/hidden-variables.js';
import { expandAll } from './builtin.js';

/** Functions that make their variable a stock or a state, or give it a value of its own at the start. */

export function integral(call: Call, context: Context): Role {
  const [flow, initial] = expandAll(call, context) as [Expression, Expression];
  return { kind: 'stock', initial, flow };
}

export function initial(call: Call, context: Context): Role {
  const [expression] = expandAll(call, context) as [Expression];
  return { kind: 'initial', expression };
}

export function activeInitial(call: Call, context: Context): Role {
  const [expression, initial] = expandAll(call, context) as [Expression, Expression];
  return { kind: 'auxiliary', expression, initial };
}

/** XMILE INIT(x). */
export function initialValue(call: Call, context: Context): Expression {
  const [expression] = expandAll(call, context) as [Expression];
  if (expression.kind === 'number') return expression;
  if (expression.kind === 'variable') return { kind: 'initialValue', variable: expression.variable };
  return context.analysis.model.read(
    addHidden(context, `#${textOf(call)}#`, { kind: 'initial', expression }),
  );
}

/**
 * The input while the condition is true, else what it was then; the initial value before. Where its arguments
 * name the variable itself, they mean its value in the step before.
 */
export function sampleIfTrue(call: Call, context: Context, variable: number): Role {
  const { model } = context.analysis;
  const [condition, input, initial] = expandAll(call, context) as [Expression, Expression, Expression];
  const state = addHidden(context, `#LV1<${textOf(call)}#`, {
    kind: 'state',
    initial,
    next: model.read(variable),
  });
  const held = model.read(state);
  const expression = select(substitute(condition, variable, held), substitute(input, variable, held), held);
  return { kind: 'auxiliary', expression, initial: substitute(initial, variable, held) };
}

/** PREVIOUS(x, initially): the value of x in the step before. */
export function previous(call: Call, context: Context): Role {
  const [input, initially] = expandAll(call, context) as [Expression, Expression?];
  return { kind: 'state', initial: initially ?? input, next: input };
}
