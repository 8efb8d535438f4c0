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
 * Delays and smooths, written out as hidden stocks and states. The hidden names are Vensim's:
 * `#LV1<SMOOTH3(x,t)#` is a level, `#DL<…#` the delay of one stage, `#RT1<…#` the outflow of a level.
 */

/**
 * A pipeline of one state per time step. Its length is fixed at the start: the delay in steps, rounded half
 * up, at least 1. Without an initial value (XMILE) the pipeline is filled with the input's.
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

/** A delay or smooth to be written out: a chain of stages from the input to a variable. */
interface Chain {
  /** The variable that is the chain's outflow or last level. */
  readonly result: number;
  /** How many stages. */
  readonly order: number;
  readonly input: Expression;
  readonly time: Expression;
  readonly initial: Expression;
  /** What the hidden names quote. */
  readonly name: string;
}

type ChainWriter = (chain: Chain, context: Context) => void;

/** SMOOTH, SMOOTH3 and their like: input, time, and perhaps an initial value. */
export const smooth = (order: number) => ofFixedOrder(order, writeSmooth);

/** DELAY1, DELAY3 and their like: input, time, and perhaps an initial value of the outflow. */
export const delay = (order: number) => ofFixedOrder(order, writeDelay);

/** Vensim SMOOTH N(input, time, initial value, order). */
export const smoothN = ofGivenOrder({ initial: 2, order: 3 }, writeSmooth);

/** XMILE SMTHN(input, time, order, initial value). */
export const smoothOfOrder = ofGivenOrder({ initial: 3, order: 2 }, writeSmooth);

/** Vensim DELAY N(input, time, initial value, order). */
export const delayN = ofGivenOrder({ initial: 2, order: 3 }, writeDelayN);

/** XMILE DELAYN(input, time, order, initial value). */
export const delayOfOrder = ofGivenOrder({ initial: 3, order: 2 }, writeDelay);

function ofFixedOrder(order: number, write: ChainWriter) {
  return (call: Call, context: Context): Expression => {
    const [input, time, initial] = expandAll(call, context) as [Expression, Expression, Expression?];
    const name = textOf(call);
    const result = addHidden(context, `#${name}#`, null);
    write({ result, order, input, time, initial: initial ?? input, name }, context);
    return context.analysis.model.read(result);
  };
}

/**
 * The order may be computed: it is what it is at the initial time. `indices` say which arguments are which.
 */
function ofGivenOrder(indices: { readonly initial: number; readonly order: number }, write: ChainWriter) {
  return (call: Call, context: Context): Expression => {
    const { model, initialValues, problems } = context.analysis;
    const operands = expandAll(call, context);
    const [input, time] = operands;
    const initial = operands[indices.initial] ?? input;
    const name = textOf(call);
    const result = addHidden(context, `#${name}#`, null);
    model.defer(() =>
      problems.attempt(() => {
        const order = Math.floor(initialValues.evaluate(operands[indices.order], result) + 0.5);
        if (!(order >= 1 && order <= MAX_DELAY_ORDER)) {
          fail(
            context,
            `the order of ${call.name.toUpperCase()} is ${order}; it must be from 1 to ${MAX_DELAY_ORDER}`,
            call.at,
          );
        }
        write({ result, order, input, time, initial, name }, context);
      }),
    );
    return model.read(result);
  };
}

function writeSmooth(chain: Chain, context: Context): void {
  const { result, order, input, initial, name } = chain;
  const { model } = context.analysis;
  const stageTime = stageTimeOf(chain, order, context);
  let entering = input;
  for (let stage = 1; stage <= order; stage++) {
    const level = stage === order ? result : addHidden(context, `#LV${stage}<${name}#`, null);
    const flow = divide(subtract(entering, model.read(level)), stageTime);
    model.define(level, { kind: 'stock', initial, flow });
    entering = model.read(level);
  }
}

function writeDelay(chain: Chain, context: Context): void {
  const stageTime = stageTimeOf(chain, chain.order, context);
  writeStages(chain, new Array<Expression>(chain.order).fill(stageTime), context);
}

/**
 * DELAY N differs from DELAY3: a change of the delay time reaches each stage one time step after the stage
 * before, and the order is lowered until a stage takes at least a time step.
 */
function writeDelayN(chain: Chain, context: Context): void {
  const { result, order, time, name } = chain;
  const { model, initialValues } = context.analysis;
  const maxStages = initialValues.evaluate(time, result) / initialValues.variable(TIME_STEP);
  const stages = Math.max(1, Math.min(order, Math.floor(maxStages + 1e-9)));
  const varies = changesWithTime(time, model);
  const first = stageTimeOf(chain, stages, context);
  const stageTimes = [first];
  for (let stage = 2; stage <= stages; stage++) {
    const before = stageTimes[stage - 2];
    const own =
      varies && addHidden(context, `#DL${stage}<${name}#`, { kind: 'state', initial: first, next: before });
    stageTimes.push(own ? model.read(own) : first);
  }
  writeStages(chain, stageTimes, context);
}

/** A chain of levels, each of which empties into the next. */
function writeStages(chain: Chain, stageTimes: readonly Expression[], context: Context): void {
  const { result, input, initial, name } = chain;
  const { model } = context.analysis;
  let entering = input;
  for (const [index, stageTime] of stageTimes.entries()) {
    const stage = index + 1;
    const level = addHidden(context, `#LV${stage}<${name}#`, null);
    const leaving = stage === stageTimes.length ? result : addHidden(context, `#RT${stage}<${name}#`, null);
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

function stageTimeOf({ time, name }: Chain, stages: number, context: Context): Expression {
  return stages === 1 ? time : shared(context, `#DL<${name}#`, divide(time, number(stages)));
}
