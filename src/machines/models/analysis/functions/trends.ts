import type { Expression } from '../../model.js';
import type { Call } from '../../syntax.js';
import { TIME_STEP } from '../model/model-builder.js';
import { add, divide, multiply, number, operation, subtract } from '../model/operations.js';
import type { Context } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { addHidden, shared } from '../scope/hidden-variables.js';
import { expandAll } from './builtin.js';

/** TREND(input, averaging time, initial trend): the fractional growth of the input. */
export function trend(call: Call, context: Context): Expression {
  const [given, time, initialTrend] = expandAll(call, context) as [Expression, Expression, Expression?];
  const input = shared(context, `#input<${textOf(call)}#`, given);
  const start = initialTrend ? divide(input, add(number(1), multiply(initialTrend, time))) : input;
  const average = averageOf(input, time, start, call, context);
  return operation('zidz', subtract(input, average), multiply(time, operation('abs', average)));
}

/** FORECAST(input, averaging time, horizon, initial trend): the input, extrapolated by its trend. */
export function forecast(call: Call, context: Context): Expression {
  const [given, time, horizon, initialTrend] = expandAll(call, context) as [
    Expression,
    Expression,
    Expression,
    Expression?,
  ];
  const input = shared(context, `#input<${textOf(call)}#`, given);
  const start = initialTrend ? divide(input, add(number(1), multiply(initialTrend, time))) : input;
  const average = averageOf(input, time, start, call, context);
  const growth = operation('zidz', subtract(input, average), multiply(time, average));
  return multiply(input, add(number(1), multiply(growth, horizon)));
}

function averageOf(
  input: Expression,
  time: Expression,
  initial: Expression,
  call: Call,
  context: Context,
): Expression {
  const { model } = context.analysis;
  const average = addHidden(context, `#LV1<${textOf(call)}#`, null);
  const flow = divide(subtract(input, model.read(average)), time);
  model.define(average, { kind: 'stock', initial, flow });
  return model.read(average);
}

/** NPV(stream, discount rate, initial value, factor). */
export function netPresentValue(call: Call, context: Context): Expression {
  const { model } = context.analysis;
  const name = textOf(call);
  const [given, rate, initially, factor] = expandAll(call, context) as [
    Expression,
    Expression,
    Expression?,
    Expression?,
  ];
  const stream = shared(context, `#stream<${name}#`, given);
  const discount = addHidden(context, `#DF<${name}#`, null);
  model.define(discount, {
    kind: 'stock',
    initial: number(1),
    flow: multiply(operation('neg', model.read(discount)), rate),
  });
  const discounted = multiply(stream, model.read(discount));
  const sum = addHidden(context, `#NCUM<${name}#`, {
    kind: 'stock',
    initial: initially ?? number(0),
    flow: discounted,
  });
  const value = add(model.read(sum), multiply(discounted, model.read(TIME_STEP)));
  return factor ? multiply(value, factor) : value;
}
