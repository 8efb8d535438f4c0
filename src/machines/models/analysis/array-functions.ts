import type { Expression } from '../model.js';
import { MISSING, type Expression as Syntax } from '../syntax.js';
import { add, divide, fold, multiply, number, operation, select, subtract } from './build.js';
import type { Call } from './calls.js';
import { type Context, fail, foldChain, MAX_CHAIN_LENGTH, shared, spend } from './context.js';
import { expand } from './expand.js';
import { quoted } from './names.js';
import { textOf } from './print.js';
import { combinations, isArray, terms } from './reductions.js';
import { MAX_CANDIDATES, readOrdinals } from './references.js';
import { staticNumber } from './static.js';
import { type Vector, vectorOf } from './vectors.js';

const MAX_RANKED = MAX_CHAIN_LENGTH;

/** Functions of arrays, written out term by term. */

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
      call.arguments.length === 1
        ? terms(call, context)
        : call.arguments.map((argument) => expand(argument, context)),
      0,
    );

export function mean(call: Call, context: Context): Expression {
  const all = terms(call, context);
  return divide(foldChain(context, textOf(call), 'add', all, 0), number(all.length));
}

/** The standard deviation of a population. */
export function standardDeviation(call: Call, context: Context): Expression {
  const name = textOf(call);
  const all = terms(call, context).map((term, place) => shared(context, `#${place + 1}<${name}#`, term));
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
  const which = staticNumber(expand(action, context), context);
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

/** VECTOR ELM MAP(a[first], offset): the element that many places after the first, :NA: beyond the end. */
export function vectorElementMap(call: Call, context: Context): Expression {
  const [base, offset] = call.arguments as readonly [Syntax, Syntax];
  const vector = vectorOf(base, call, context);
  return elementAtOffset(vector, vector.fixed ?? 0, expand(offset, context), call, context);
}

/** VECTOR REORDER(a[D], order[D]): the element whose place, from 0, the order gives. */
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
  const fixed = staticNumber(offset, context);
  const candidates = vector.ordinals;
  if (fixed !== undefined && offset.kind !== 'variable') {
    const ordinal = candidates[first + Math.floor(fixed + 0.5)];
    return ordinal === undefined ? number(MISSING) : read(ordinal);
  }
  if (candidates.length > MAX_CANDIDATES) {
    fail(
      context,
      `${quoted(vector.array.name)} is too large for an offset that varies during the run`,
      call.at,
    );
  }
  spend(candidates.length, context, call.at);
  const place = shared(context, `#offset<${textOf(call)}#`, offset);
  let chosen: Expression = number(MISSING);
  for (let candidate = candidates.length - 1; candidate >= 0; candidate--) {
    const value = read(candidates[candidate]);
    chosen = select(operation('lt', place, number(candidate - first + 0.5)), value, chosen);
  }
  return select(operation('lt', place, number(-first - 0.5)), number(MISSING), chosen);
}

/**
 * VECTOR LOOKUP(a[first], x, least, most, type): the elements from the first on are the values of a table at equal
 * distances from least to most. Only type 0, linear between points and constant beyond the ends.
 */
export function vectorLookup(call: Call, context: Context): Expression {
  const [base, x, least, most, type] = call.arguments as readonly [Syntax, Syntax, Syntax, Syntax, Syntax];
  if (staticNumber(expand(type, context), context) !== 0) {
    fail(context, 'only type 0 of VECTOR LOOKUP is supported', type.at);
  }
  const name = textOf(call);
  const vector = vectorOf(base, call, context);
  const ordinals = vector.ordinals.slice(vector.fixed ?? 0);
  const [low, high] = [expand(least, context), expand(most, context)];
  const last = number(ordinals.length - 1);
  const scaled = multiply(divide(subtract(expand(x, context), low), subtract(high, low)), last);
  const place = shared(
    context,
    `#place<${name}#`,
    operation('min', operation('max', scaled, number(0)), last),
  );
  const weighted = ordinals.map((ordinal, point) => {
    const distance = operation('abs', subtract(place, number(point)));
    const weight = operation('max', subtract(number(1), distance), number(0));
    return multiply(readOrdinals(vector.array, [...vector.prefix, ordinal], context, call.at), weight);
  });
  return foldChain(context, name, 'add', weighted, 0);
}

/** VECTOR SORT ORDER(a[D], direction): for each place in sorted order, the place, from 0, of the element there. */
export function vectorSortOrder(call: Call, context: Context): Expression {
  const { vector, ranks } = rankedVector(call, context);
  return placeOfRank(ranks, number(currentOf(vector, call, context)), 0);
}

/** VECTOR RANK(a[D], direction): the place, from 1, of each element in sorted order. */
export function vectorRank(call: Call, context: Context): Expression {
  const { vector, ranks } = rankedVector(call, context);
  return add(ranks[currentOf(vector, call, context)], number(1));
}

/** XMILE RANK(array, rank): the place, from 1, of the element that has this rank, smallest first. */
export function elementOfRank(call: Call, context: Context): Expression {
  const [operand, rank] = call.arguments as readonly [Syntax, Syntax];
  const name = textOf(call);
  const all = isArray(operand, context)
    ? terms({ ...call, arguments: [operand] }, context)
    : [expand(operand, context)];
  if (all.length > MAX_RANKED) fail(context, `RANK supports at most ${MAX_RANKED} elements`, call.at);
  const values = all.map((term, place) => shared(context, `#${place + 1}<${name}#`, term));
  return placeOfRank(ranksOf(values, true), subtract(expand(rank, context), number(1)), 1);
}

function placeOfRank(ranks: readonly Expression[], rank: Expression, origin: number): Expression {
  const places = ranks.map((value, place) => {
    const found = operation('eq', value, rank);
    return place + origin === 1 ? found : multiply(number(place + origin), found);
  });
  return fold('add', origin === 0 ? places.slice(1) : places, 0);
}

/** The ranks, from 0, of a vector's elements as hidden variables, shared by all results that need them. */
function rankedVector(call: Call, context: Context): { vector: Vector; ranks: readonly Expression[] } {
  const [operand, direction] = call.arguments as readonly [Syntax, Syntax];
  const vector = vectorOf(operand, call, context);
  const ascending = staticNumber(expand(direction, context), context);
  if (ascending === undefined) {
    fail(context, `the direction of ${call.name.toUpperCase()} must be constant`, direction.at);
  }
  const key = `${vector.prefix.join(',')}`;
  const known = context.scope.ranks.get(call)?.get(key);
  if (known) return { vector, ranks: known };
  if (vector.ordinals.length > MAX_RANKED) {
    fail(context, `${call.name.toUpperCase()} supports at most ${MAX_RANKED} elements`, call.at);
  }
  spend(vector.ordinals.length ** 2, context, call.at);
  const values = vector.ordinals.map((ordinal) =>
    readOrdinals(vector.array, [...vector.prefix, ordinal], context, call.at),
  );
  const name = textOf(call);
  const ranks = ranksOf(values, ascending > 0).map((rank, place) =>
    shared(context, `#rank ${place + 1}<${name}#`, rank),
  );
  const byKey = context.scope.ranks.get(call) ?? new Map<string, readonly Expression[]>();
  context.scope.ranks.set(call, byKey.set(key, ranks));
  return { vector, ranks };
}

/** How many values come before each one; of equal ones the first does. */
function ranksOf(values: readonly Expression[], ascending: boolean): readonly Expression[] {
  const [before, notAfter] = ascending ? ['lt', 'le'] : ['gt', 'ge'];
  return values.map((value, place) =>
    fold(
      'add',
      values.flatMap((other, otherPlace) => {
        if (otherPlace === place) return [];
        return [operation((otherPlace < place ? notAfter : before) as string, other, value)];
      }),
      0,
    ),
  );
}

function currentOf(vector: Vector, call: Call, context: Context): number {
  return (
    vector.current ??
    fail(context, `the last subscript of ${quoted(vector.array.name)} must be a dimension here`, call.at)
  );
}
