import type { Expression, Role } from '../model.js';
import { add, divide, multiply, number, operation, select, subtract } from './build.js';
import { TIME_STEP } from './builder.js';
import type { Call } from './calls.js';
import { addHidden, type Context, fail, shared } from './context.js';
import { changesWithTime } from './evaluate.js';
import { expand } from './expand.js';
import { textOf } from './print.js';
import { substitute } from './visit.js';

/**
 * Functions with a memory, written out as hidden stocks and states. The hidden names are Vensim's: `#LV1<SMOOTH3(x,t)#`
 * is a level, `#DL<…#` the delay of one stage, `#RT1<…#` the outflow of a level.
 */

const MAX_PIPELINE_LENGTH = 20_000;
const HIGHEST_ORDER = 1000;

type Arguments = readonly (Expression | undefined)[];

function argumentsOf(call: Call, context: Context): Arguments {
  return call.arguments.map((argument) => expand(argument, context));
}

export function integral(call: Call, context: Context): Role {
  const [flow, initial] = argumentsOf(call, context) as [Expression, Expression];
  return { kind: 'stock', initial, flow };
}

export function initial(call: Call, context: Context): Role {
  const [expression] = argumentsOf(call, context) as [Expression];
  return { kind: 'initial', expression };
}

export function activeInitial(call: Call, context: Context): Role {
  const [expression, initial] = argumentsOf(call, context) as [Expression, Expression];
  return { kind: 'auxiliary', expression, initial };
}

/** XMILE INIT(x). */
export function initialValue(call: Call, context: Context): Expression {
  const [expression] = argumentsOf(call, context) as [Expression];
  if (expression.kind === 'number') return expression;
  if (expression.kind === 'variable') return { kind: 'initialValue', variable: expression.variable };
  return context.analysis.model.read(
    addHidden(context, `#${textOf(call)}#`, { kind: 'initial', expression }),
  );
}

/**
 * The input while the condition is true, else what it was then; the initial value before. Where its arguments name the
 * variable itself, they mean its value in the step before.
 */
export function sampleIfTrue(call: Call, context: Context, variable: number): Role {
  const { model } = context.analysis;
  const [condition, input, initial] = argumentsOf(call, context) as [Expression, Expression, Expression];
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
  const [input, initially] = argumentsOf(call, context) as [Expression, Expression?];
  return { kind: 'state', initial: initially ?? input, next: input };
}

/**
 * A pipeline of one state per time step. Its length is fixed at the start: the delay in steps, rounded half up, at least 1.
 * Without an initial value (XMILE) the pipeline is filled with the input's.
 */
export function delayFixed(call: Call, context: Context, variable: number): null {
  const { model, initialValues, problems } = context.analysis;
  const [input, delay, initially] = argumentsOf(call, context) as [Expression, Expression, Expression?];
  const name = textOf(call);
  model.defer(() =>
    problems.attempt(() => {
      const steps = initialValues.evaluate(delay, variable) / initialValues.variable(TIME_STEP);
      const length = Math.max(1, Math.floor(steps + 0.5));
      if (!(length <= MAX_PIPELINE_LENGTH)) {
        fail(
          context,
          `this delay is ${steps} time steps long; at most ${MAX_PIPELINE_LENGTH} are supported`,
          call.at,
        );
      }
      const filling = initially ?? input;
      const initial =
        length === 1 || filling.kind === 'number' || filling.kind === 'variable'
          ? filling
          : model.read(addHidden(context, `#initial<${name}#`, { kind: 'initial', expression: filling }));
      let entering = input;
      for (let stage = 1; stage < length; stage++) {
        const state = addHidden(context, `#LV${stage}<${name}#`, { kind: 'state', initial, next: entering });
        entering = model.read(state);
      }
      model.define(variable, { kind: 'state', initial, next: entering });
    }),
  );
  return null;
}

/** SMOOTH, SMOOTH3 and their like: input, time, and perhaps an initial value. */
export function smooth(order: number) {
  return (call: Call, context: Context): Expression => {
    const [input, time, initially] = argumentsOf(call, context) as [Expression, Expression, Expression?];
    const last = addHidden(context, `#${textOf(call)}#`, null);
    smoothInto(last, order, input, time, initially ?? input, textOf(call), context);
    return context.analysis.model.read(last);
  };
}

/** DELAY1, DELAY3 and their like: input, time, and perhaps an initial value of the outflow. */
export function delay(order: number) {
  return (call: Call, context: Context): Expression => {
    const [input, time, initially] = argumentsOf(call, context) as [Expression, Expression, Expression?];
    const outflow = addHidden(context, `#${textOf(call)}#`, null);
    delayInto(outflow, order, input, time, initially ?? input, textOf(call), context);
    return context.analysis.model.read(outflow);
  };
}

interface Places {
  readonly initial: number;
  readonly order: number;
}

const VENSIM_PLACES: Places = { initial: 2, order: 3 };
const XMILE_PLACES: Places = { initial: 3, order: 2 };

type Chain = (
  result: number,
  order: number,
  input: Expression,
  time: Expression,
  initial: Expression,
  name: string,
  context: Context,
) => void;

/** Vensim SMOOTH N(input, time, initial value, order). */
export const smoothN = ofOrder(VENSIM_PLACES, smoothInto);

/** XMILE SMTHN(input, time, order, initial value). */
export const smoothOfOrder = ofOrder(XMILE_PLACES, smoothInto);

/** Vensim DELAY N(input, time, initial value, order). */
export const delayN = ofOrder(VENSIM_PLACES, delayNInto);

/** XMILE DELAYN(input, time, order, initial value). */
export const delayOfOrder = ofOrder(XMILE_PLACES, delayInto);

/** The order may be computed: it is what it is at the initial time. */
function ofOrder(places: Places, into: Chain) {
  return (call: Call, context: Context): Expression => {
    const { model, initialValues, problems } = context.analysis;
    const operands = argumentsOf(call, context);
    const [input, time] = operands as [Expression, Expression];
    const result = addHidden(context, `#${textOf(call)}#`, null);
    model.defer(() =>
      problems.attempt(() => {
        const order = Math.floor(initialValues.evaluate(operands[places.order] as Expression, result) + 0.5);
        if (!(order >= 1 && order <= HIGHEST_ORDER)) {
          fail(
            context,
            `the order of ${call.name.toUpperCase()} is ${order}; it must be from 1 to ${HIGHEST_ORDER}`,
            call.at,
          );
        }
        into(result, order, input, time, operands[places.initial] ?? input, textOf(call), context);
      }),
    );
    return model.read(result);
  };
}

function smoothInto(...[last, order, input, time, initial, name, context]: Parameters<Chain>): void {
  const { model } = context.analysis;
  const stageTime = stageOf(time, order, name, context);
  let entering = input;
  for (let stage = 1; stage <= order; stage++) {
    const level = stage === order ? last : addHidden(context, `#LV${stage}<${name}#`, null);
    const flow = divide(subtract(entering, model.read(level)), stageTime);
    model.define(level, { kind: 'stock', initial, flow });
    entering = model.read(level);
  }
}

function delayInto(...[outflow, order, input, time, initial, name, context]: Parameters<Chain>): void {
  const stageTime = stageOf(time, order, name, context);
  const stageTimes = new Array<Expression>(order).fill(stageTime);
  delayStages(outflow, stageTimes, input, initial, name, context);
}

/**
 * DELAY N differs from DELAY3: a change of the delay time reaches each stage one time step after the stage before, and
 * the order is lowered until a stage takes at least a time step.
 */
function delayNInto(...[outflow, order, input, time, initial, name, context]: Parameters<Chain>): void {
  const { model, initialValues } = context.analysis;
  const longest = initialValues.evaluate(time, outflow) / initialValues.variable(TIME_STEP);
  const stages = Math.max(1, Math.min(order, Math.floor(longest + 1e-9)));
  const varies = changesWithTime(time, model);
  const first = stageOf(time, stages, name, context);
  const stageTimes = [first];
  for (let stage = 2; stage <= stages; stage++) {
    const before = stageTimes[stage - 2];
    const own =
      varies && addHidden(context, `#DL${stage}<${name}#`, { kind: 'state', initial: first, next: before });
    stageTimes.push(own ? model.read(own) : first);
  }
  delayStages(outflow, stageTimes, input, initial, name, context);
}

/** A chain of levels, each of which empties into the next. */
function delayStages(
  outflow: number,
  stageTimes: readonly Expression[],
  input: Expression,
  initial: Expression,
  name: string,
  context: Context,
): void {
  const { model } = context.analysis;
  let entering = input;
  for (const [place, stageTime] of stageTimes.entries()) {
    const stage = place + 1;
    const level = addHidden(context, `#LV${stage}<${name}#`, null);
    const leaving = stage === stageTimes.length ? outflow : addHidden(context, `#RT${stage}<${name}#`, null);
    const rate = divide(model.read(level), stageTime);
    model.define(leaving, { kind: 'auxiliary', expression: rate, initial: null });
    model.define(level, {
      kind: 'stock',
      initial: multiply(initial, stageTime),
      flow: subtract(entering, model.read(leaving)),
    });
    entering = model.read(leaving);
  }
}

function stageOf(time: Expression, order: number, name: string, context: Context): Expression {
  return order === 1 ? time : shared(context, `#DL<${name}#`, divide(time, number(order)));
}

/** TREND(input, averaging time, initial trend): the fractional growth of the input. */
export function trend(call: Call, context: Context): Expression {
  const [given, time, initialTrend] = argumentsOf(call, context) as [Expression, Expression, Expression?];
  const input = shared(context, `#input<${textOf(call)}#`, given);
  const start = initialTrend ? divide(input, add(number(1), multiply(initialTrend, time))) : input;
  const average = averageOf(input, time, start, call, context);
  return operation('zidz', subtract(input, average), multiply(time, operation('abs', average)));
}

/** FORECAST(input, averaging time, horizon, initial trend): the input, extrapolated by its trend. */
export function forecast(call: Call, context: Context): Expression {
  const [given, time, horizon, initialTrend] = argumentsOf(call, context) as [
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
  const [given, rate, initially, factor] = argumentsOf(call, context) as [
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
