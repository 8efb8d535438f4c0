import type { Expression } from '../../model.js';
import { type Call, MISSING } from '../../syntax.js';
import { type ReadingName, tolerance } from '../external/readings.js';
import { staticNumber } from '../model/evaluate.js';
import { number, operation, select } from '../model/operations.js';
import { fail } from '../problems.js';
import type { Context } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { shared } from '../scope/hidden-variables.js';
import { expandAll } from './builtin.js';

/**
 * GET DATA BETWEEN TIMES(data, time, mode): mode -1 holds backward, 0 interpolates, 1 looks forward. Before
 * the first point and after the last, the value is missing.
 */
export function betweenTimes(call: Call, context: Context, variable: number): null {
  const { data, model, problems } = context.analysis;
  const [argument, when, mode] = expandAll(call, context) as [Expression, Expression, Expression];
  const time = shared(context, `#time<${textOf(call)}#`, when);
  const settle = () => {
    const source = argument.kind === 'variable' ? argument.variable : -1;
    const series = data.series(source);
    if (!series)
      fail(context, 'the first argument of GET DATA BETWEEN TIMES must be a data variable', call.at);
    const read = (name: ReadingName) => data.read(source, name, time, context.at);
    const [first, last] = [series.times[0], series.times.at(-1)];
    if (first === undefined || last === undefined) return read('INTERPOLATE');
    const near = tolerance(series.times);
    const isWithin = operation(
      'and',
      operation('ge', time, number(first - near)),
      operation('le', time, number(last + near)),
    );
    return select(isWithin, chosenReading(mode, read, context), number(MISSING));
  };
  model.defer(() =>
    problems.attempt(() =>
      model.define(variable, { kind: 'auxiliary', expression: settle(), initial: null }),
    ),
  );
  return null;
}

/** A mode that may vary chooses between all three. */
function chosenReading(
  mode: Expression,
  read: (name: ReadingName) => Expression,
  context: Context,
): Expression {
  const chosen = staticNumber(mode, context.analysis.model);
  if (chosen === undefined) {
    const backwardOrBetween = select(
      operation('lt', mode, number(-0.5)),
      read('HOLD BACKWARD'),
      read('INTERPOLATE'),
    );
    return select(operation('gt', mode, number(0.5)), read('LOOK FORWARD'), backwardOrBetween);
  }
  if (chosen > 0.5) return read('LOOK FORWARD');
  return read(chosen < -0.5 ? 'HOLD BACKWARD' : 'INTERPOLATE');
}
