import type { Expression } from '../../model.js';
import type { Call, Expression as Syntax } from '../../syntax.js';
import { MAX_RANKED_ELEMENTS } from '../limits.js';
import { staticNumber } from '../model/evaluate.js';
import { add, fold, multiply, number, operation, subtract } from '../model/operations.js';
import { quoted } from '../names.js';
import { fail } from '../problems.js';
import { readOrdinals } from '../references/references.js';
import { type Context, expand, spend } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { shared } from '../scope/hidden-variables.js';
import { resultOf } from '../scope/scopes.js';
import { isArray, terms } from './terms.js';
import { type Vector, vectorOf } from './vector.js';

/** VECTOR SORT ORDER(a[D], direction): for each index in sorted order, the element's index, from 0. */
export function vectorSortOrder(call: Call, context: Context): Expression {
  const { vector, ranks } = rankedVector(call, context);
  return indexOfRank(ranks, number(currentOf(vector, call, context)), 0);
}

/** VECTOR RANK(a[D], direction): the number, from 1, of each element in sorted order. */
export function vectorRank(call: Call, context: Context): Expression {
  const { vector, ranks } = rankedVector(call, context);
  return add(ranks[currentOf(vector, call, context)], number(1));
}

/** XMILE RANK(array, rank): the number, from 1, of the element that has this rank, smallest first. */
export function elementOfRank(call: Call, context: Context): Expression {
  const [operand, rank] = call.arguments as readonly [Syntax, Syntax];
  const name = textOf(call);
  const all = isArray(operand, context)
    ? terms({ ...call, arguments: [operand] }, context)
    : [expand(operand, context)];
  if (all.length > MAX_RANKED_ELEMENTS)
    fail(context, `RANK supports at most ${MAX_RANKED_ELEMENTS} elements`, call.at);
  const values = all.map((term, index) => shared(context, `#${index + 1}<${name}#`, term));
  return indexOfRank(ranksOf(values, true), subtract(expand(rank, context), number(1)), 1);
}

function indexOfRank(ranks: readonly Expression[], rank: Expression, origin: number): Expression {
  const terms = ranks.map((value, index) => {
    const found = operation('eq', value, rank);
    return index + origin === 1 ? found : multiply(number(index + origin), found);
  });
  return fold('add', origin === 0 ? terms.slice(1) : terms, 0);
}

/** The ranks, from 0, of a vector's elements as hidden variables, shared by all results that need them. */
function rankedVector(call: Call, context: Context): { vector: Vector; ranks: readonly Expression[] } {
  const [operand, direction] = call.arguments as readonly [Syntax, Syntax];
  const vector = vectorOf(operand, call, context);
  const ascending = staticNumber(expand(direction, context), context.analysis.model);
  if (ascending === undefined) {
    fail(context, `the direction of ${call.name.toUpperCase()} must be constant`, direction.at);
  }
  const isAscending = ascending > 0;
  const key = JSON.stringify([vector.prefix, isAscending]);
  const ranks = resultOf(context.scope.ranks, call, key, () => {
    if (vector.ordinals.length > MAX_RANKED_ELEMENTS) {
      fail(context, `${call.name.toUpperCase()} supports at most ${MAX_RANKED_ELEMENTS} elements`, call.at);
    }
    spend(vector.ordinals.length ** 2, context, call.at);
    const values = vector.ordinals.map((ordinal) =>
      readOrdinals(vector.array, [...vector.prefix, ordinal], context, call.at),
    );
    const name = textOf(call);
    return ranksOf(values, isAscending).map((rank, index) =>
      shared(context, `#rank ${index + 1}<${name}#`, rank),
    );
  });
  return { vector, ranks };
}

/** How many values come before each one; of equal ones the first does. */
function ranksOf(values: readonly Expression[], ascending: boolean): readonly Expression[] {
  const [before, notAfter] = ascending ? ['lt', 'le'] : ['gt', 'ge'];
  return values.map((value, index) =>
    fold(
      'add',
      values.flatMap((other, otherIndex) => {
        if (otherIndex === index) return [];
        return [operation((otherIndex < index ? notAfter : before) as string, other, value)];
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
