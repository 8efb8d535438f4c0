import type { Expression } from '../../model.js';
import type { Call } from '../../syntax.js';
import { staticNumber } from '../model/evaluate.js';
import { add, divide, multiply, number, operation, select, subtract } from '../model/operations.js';
import type { Context } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { addHidden } from '../scope/hidden-variables.js';
import { expandAll } from './builtin.js';

/**
 * Random numbers: every call in every element has its own stream, a hidden state that Park and Miller's
 * minimal standard generator (1988), s' = 16807 s mod 2^31 - 1, moves on once per time step. The stream
 * starts from the seed given and the name of the variable, so that runs repeat exactly. Distributions are
 * made by inversion; limits truncate.
 */

const MODULUS = 2 ** 31 - 1;
const MULTIPLIER = 16_807;
/** How many deviations from its mean a normal number practically never is. */
const FAR_DEVIATIONS = 40;

type Arguments = readonly Expression[];

/** A function of uniform numbers between 0 and 1 (exclusive) and its arguments, of which one is the seed. */
export function random(seed: number, distribute: (uniform: Expression, operands: Arguments) => Expression) {
  return (call: Call, context: Context): Expression => {
    const operands = expandAll(call, context);
    return distribute(uniform(operands[seed], call, context), operands);
  };
}

function uniform(seed: Expression | undefined, call: Call, context: Context): Expression {
  const { model } = context.analysis;
  const name = `#${textOf(call)}#`;
  const state = addHidden(context, name, null);
  const stream = hash(model.drafts[state].name);
  const fixed = seed ? staticNumber(seed, context.analysis.model) : 0;
  const initial =
    fixed === undefined ? scramble(seed as Expression, stream) : number(scrambled(fixed, stream));
  const next = operation('mod', multiply(number(MULTIPLIER), model.read(state)), number(MODULUS));
  model.define(state, { kind: 'state', initial, next });
  return divide(model.read(state), number(MODULUS));
}

/** Start of a stream from a seed known now; the same as `scramble` computes in the machine. */
function scrambled(seed: number, stream: number): number {
  const first = (Math.trunc(Math.abs(seed) * 1000) + stream) % (MODULUS - 1);
  return ((1 + first) * 69_621) % MODULUS;
}

function scramble(seed: Expression, stream: number): Expression {
  const whole = operation('int', multiply(operation('abs', seed), number(1000)));
  const first = operation('mod', add(whole, number(stream)), number(MODULUS - 1));
  return operation('mod', multiply(add(number(1), first), number(69_621)), number(MODULUS));
}

/** FNV-1a, 32 bits, so that streams do not depend on what else is in the model. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index++)
    value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

const within = (value: Expression, min: Expression, max: Expression): Expression =>
  operation('min', operation('max', value, min), max);

/** RANDOM UNIFORM(min, max, seed). */
export function between(u: Expression, [min, max]: Arguments): Expression {
  return add(min, multiply(subtract(max, min), u));
}

/** RANDOM NORMAL(min, max, mean, deviation, seed). */
export function truncatedNormal(u: Expression, [min, max, mean, deviation]: Arguments): Expression {
  const probability = (limit: Expression, far: number) =>
    operation('normal_probability', operation('xidz', subtract(limit, mean), deviation, number(far)));
  const low = probability(min, -FAR_DEVIATIONS);
  const p = add(low, multiply(subtract(probability(max, FAR_DEVIATIONS), low), u));
  return within(normal(p, [mean, deviation]), min, max);
}

/** XMILE NORMAL(mean, deviation). */
export function normal(u: Expression, [mean, deviation]: Arguments): Expression {
  return add(mean, multiply(deviation, operation('inverse_normal', u)));
}

/** XMILE LOGNORMAL(mean, deviation), both of the number itself, not of its logarithm. */
export function logNormal(u: Expression, [mean, deviation]: Arguments): Expression {
  const ratio = divide(deviation, mean);
  const variance = operation('ln', add(number(1), multiply(ratio, ratio)));
  const centre = subtract(operation('ln', mean), divide(variance, number(2)));
  return operation('exp', normal(u, [centre, operation('sqrt', variance)]));
}

/** RANDOM EXPONENTIAL(min, max, shift, stretch, seed). */
export function truncatedExponential(u: Expression, [min, max, shift, stretch]: Arguments): Expression {
  return within(add(shift, exponential(u, [stretch])), min, max);
}

/** XMILE EXPRND(mean). */
export function exponential(u: Expression, [mean]: Arguments): Expression {
  return multiply(operation('neg', mean), operation('ln', u));
}

/** RANDOM POISSON(min, max, mean, shift, stretch, seed). */
export function truncatedPoisson(u: Expression, [min, max, mean, shift, stretch]: Arguments): Expression {
  return within(add(shift, multiply(stretch, poisson(u, [mean]))), min, max);
}

/** XMILE POISSON(mean). */
export function poisson(u: Expression, [mean]: Arguments): Expression {
  return operation('poisson_quantile', u, mean);
}

/** RANDOM TRIANGULAR(min, max, start, peak, stop, seed). */
export function triangular(u: Expression, [min, max, start, peak, stop]: Arguments): Expression {
  const width = subtract(stop, start);
  const rising = add(start, operation('sqrt', multiply(u, multiply(width, subtract(peak, start)))));
  const falling = subtract(
    stop,
    operation('sqrt', multiply(subtract(number(1), u), multiply(width, subtract(stop, peak)))),
  );
  const onRise = operation('lt', multiply(u, width), subtract(peak, start));
  return within(select(onRise, rising, falling), min, max);
}
