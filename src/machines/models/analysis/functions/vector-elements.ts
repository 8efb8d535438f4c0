import type { Expression } from '../../model.js';
import { type Call, MISSING, type Expression as Syntax } from '../../syntax.js';
import { MAX_CANDIDATE_ELEMENTS } from '../limits.js';
import { staticNumber } from '../model/evaluate.js';
import { divide, multiply, number, operation, select, subtract } from '../model/operations.js';
import { quoted } from '../names.js';
import { fail } from '../problems.js';
import { readOrdinals } from '../references/references.js';
import { type Context, expand, spend } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { foldChain, shared } from '../scope/hidden-variables.js';
import { type Vector, vectorOf } from './vector.js';

/** Functions that read elements of a vector by number. */

/** VECTOR ELM MAP(a[first], offset): the element that many places after the first, :NA: beyond the end. */
export function vectorElementMap(call: Call, context: Context): Expression {
  const [base, offset] = call.arguments as readonly [Syntax, Syntax];
  const vector = vectorOf(base, call, context);
  return elementAtOffset(vector, vector.fixed ?? 0, expand(offset, context), call, context);
}

/** VECTOR REORDER(a[D], order[D]): the element whose index, from 0, the order gives. */
export function vectorReorder(call: Call, context: Context): Expression {
  const [base, order] = call.arguments as readonly [Syntax, Syntax];
  return elementAtOffset(vectorOf(base, call, context), 0, expand(order, context), call, context);
}

function elementAtOffset(
  vector: Vector,
  first: number,
  offset: Expression,
  call: Call,
  context: Context,
): Expression {
  const read = (ordinal: number) => readOrdinals(vector.array, [...vector.prefix, ordinal], context, call.at);
  const fixed = staticNumber(offset, context.analysis.model);
  const candidates = vector.ordinals;
  if (fixed !== undefined && offset.kind !== 'variable') {
    const ordinal = candidates[first + Math.floor(fixed + 0.5)];
    return ordinal === undefined ? number(MISSING) : read(ordinal);
  }
  if (candidates.length > MAX_CANDIDATE_ELEMENTS) {
    fail(
      context,
      `${quoted(vector.array.name)} is too large for an offset that varies during the run`,
      call.at,
    );
  }
  spend(candidates.length, context, call.at);
  const shift = shared(context, `#offset<${textOf(call)}#`, offset);
  let chosen: Expression = number(MISSING);
  for (let candidate = candidates.length - 1; candidate >= 0; candidate--) {
    const value = read(candidates[candidate]);
    chosen = select(operation('lt', shift, number(candidate - first + 0.5)), value, chosen);
  }
  return select(operation('lt', shift, number(-first - 0.5)), number(MISSING), chosen);
}

/**
 * VECTOR LOOKUP(a[first], x, min, max, type): the elements from the first on are the values of a table at
 * equal distances from min to max. Only type 0, linear between points and constant beyond the ends.
 */
export function vectorLookup(call: Call, context: Context): Expression {
  const [base, x, min, max, type] = call.arguments as readonly [Syntax, Syntax, Syntax, Syntax, Syntax];
  if (staticNumber(expand(type, context), context.analysis.model) !== 0) {
    fail(context, 'only type 0 of VECTOR LOOKUP is supported', type.at);
  }
  const name = textOf(call);
  const vector = vectorOf(base, call, context);
  const ordinals = vector.ordinals.slice(vector.fixed ?? 0);
  const [low, high] = [expand(min, context), expand(max, context)];
  const last = number(ordinals.length - 1);
  const scaled = multiply(divide(subtract(expand(x, context), low), subtract(high, low)), last);
  const scaledX = shared(
    context,
    `#place<${name}#`,
    operation('min', operation('max', scaled, number(0)), last),
  );
  const weighted = ordinals.map((ordinal, point) => {
    const distance = operation('abs', subtract(scaledX, number(point)));
    const weight = operation('max', subtract(number(1), distance), number(0));
    return multiply(readOrdinals(vector.array, [...vector.prefix, ordinal], context, call.at), weight);
  });
  return foldChain(context, name, 'add', weighted, 0);
}
