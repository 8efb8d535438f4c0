import type { Expression } from '../../model.js';
import type { Call } from '../../syntax.js';
import { MAX_DELAY_ORDER, MAX_PIPELINE_STEPS } from '../limits.js';
import { changesWithTime } from '../model/evaluate.js';
import { TIME_STEP } from '../model/model-builder.js';
import { divide, multiply, number, subtract } from '../model/operations.js';
import { fail } from '../problems.js';
import type { Context } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { addHidden, shared } from '../scope/hidden-variables.js';
import { expandAll } from './builtin.js';

/**
 * Delays and smooths, written out as hidden stocks and states. The hidden names are Vensim's: `#LV1<SMOOTH3(x,t)#` is a
 * level, `#DL<…#` the delay of one stage, `#RT1<…#` the outflow of a level.
 */

/**
 * A pipeline of one state per time step. Its length is fixed at the start: the delay in steps, rounded half up, at least 1.
 * Without an initial value (XMILE) the pipeline is filled with the input's.
 */
export function delayFixed(call: Call, context: Context, variable: number): null {
  const { model, initialValues, problems } = context.analysis;
  const [input, delay, initially] = expandAll(call, context) as [Expression, Expression, Expression?];
  const name = textOf(call);
  model.defer(() =>
    problems.attempt(() => {
      const steps = initialValues.evaluate(delay, variable) / initialValues.variable(TIME_STEP);
      const length = Math.max(1, Math.floor(steps + 0.5));
      if (!(length <= MAX_PIPELINE_STEPS)) {
        fail(
          context,
          `this delay is ${steps} time steps long; at most ${MAX_PIPELINE_STEPS} are supported`,
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
    const [input, time, initially] = expandAll(call, context) as [Expression, Expression, Expression?];
    const last = addHidden(context, `#${textOf(call)}#`, null);
    smoothInto(last, order, input, time, initially ?? input, textOf(call), context);
    return context.analysis.model.read(last);
  };
}

/** DELAY1, DELAY3 and their like: input, time, and perhaps an initial value of the outflow. */
export function delay(order: number) {
  return (call: Call, context: Context): Expression => {
    const [input, time, initially] = expandAll(call, context) as [Expression, Expression, Expression?];
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
    const operands = expandAll(call, context);
    const [input, time] = operands as [Expression, Expression];
    const result = addHidden(context, `#${textOf(call)}#`, null);
    model.defer(() =>
      problems.attempt(() => {
        const order = Math.floor(initialValues.evaluate(operands[places.order] as Expression, result) + 0.5);
        if (!(order >= 1 && order <= MAX_DELAY_ORDER)) {
          fail(
            context,
            `the order of ${call.name.toUpperCase()} is ${order}; it must be from 1 to ${MAX_DELAY_ORDER}`,
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
