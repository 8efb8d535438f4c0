import type { Expression } from '../../model.js';
import { type Call, MISSING } from '../../syntax.js';
import { staticNumber } from '../model/evaluate.js';
import { INITIAL_TIME, TIME, TIME_STEP } from '../model/model-builder.js';
import { add, divide, multiply, number, operation, select } from '../model/operations.js';
import { fail } from '../problems.js';
import type { Context } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { shared } from '../scope/hidden-variables.js';
import { expandAll } from './builtin.js';

/** Functions that are written with operations of the machine. */

/** Division that gives the third argument, or 0, when the divisor is 0. */
export function safeDivision(operands: readonly Expression[], context: Context, call: Call): Expression {
  const [a, b, otherwise] = operands as readonly [Expression, Expression, Expression?];
  const divisor = shared(context, `#divisor<${textOf(call)}#`, b);
  return select(operation('eq', divisor, number(0)), otherwise ?? number(0), divide(a, divisor));
}

/** X IF MISSING(x, otherwise). */
export function ifMissing(operands: readonly Expression[], context: Context, call: Call): Expression {
  const [x, otherwise] = operands as readonly [Expression, Expression];
  const value = shared(context, `#value<${textOf(call)}#`, x);
  return select(operation('eq', value, number(MISSING)), otherwise, value);
}

export function wave(opcode: 'sin' | 'cos') {
  return ([amplitude, period]: readonly Expression[], { analysis }: Context): Expression => {
    const turns = divide(analysis.model.read(TIME), period);
    return multiply(amplitude, operation(opcode, multiply(number(2 * Math.PI), turns)));
  };
}

/**
 * XMILE PULSE(volume, first, interval): the volume flows within one step, at `first` and then every
 * `interval`.
 */
export function pulseOfVolume(operands: readonly Expression[], { analysis }: Context): Expression {
  const [volume, first, interval] = operands as readonly [Expression, Expression?, Expression?];
  const start = first ?? analysis.model.read(INITIAL_TIME);
  const step = analysis.model.read(TIME_STEP);
  const on = interval
    ? operation('pulse_train', start, step, interval, number(Number.POSITIVE_INFINITY))
    : operation('pulse', start, step);
  return multiply(on, divide(volume, step));
}

/** GET TIME VALUE(relative to, offset, measure), in the model's own unit of time. */
export function timeValue(call: Call, context: Context): Expression {
  const [relative, offset, measure] = expandAll(call, context) as [Expression, Expression, Expression];
  const origin = staticNumber(relative, context.analysis.model);
  if (staticNumber(measure, context.analysis.model) !== 0 || (origin !== 0 && origin !== 1)) {
    fail(
      context,
      "GET TIME VALUE is supported for the model's unit of time only: its first argument must be 0 or 1 and its third 0",
      call.at,
    );
  }
  return add(context.analysis.model.read(origin === 0 ? TIME : INITIAL_TIME), offset);
}
