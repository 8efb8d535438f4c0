import type { Call, Expression as Syntax } from '../../syntax.js';
import { fail } from '../problems.js';
import { type Context, currentElement } from '../scope/context.js';
import type { Dimension } from '../scope/dimensions.js';
import { resultOf } from '../scope/scopes.js';

/** Functions that compute the results for all elements of a dimension together: allocations, inverses. */

/** The dimensions named by the last subscripts of an argument. */
export function lastDimensions(
  argument: Syntax | undefined,
  count: number,
  call: Call,
  context: Context,
): readonly Dimension[] {
  const subscripts = argument?.kind === 'reference' ? argument.subscripts.slice(-count) : [];
  const dimensions = subscripts.flatMap((subscript) => {
    const dimension = subscript.kind === 'name' && context.analysis.dimensions.dimension(subscript.name);
    return dimension ? [dimension] : [];
  });
  if (dimensions.length === count) return dimensions;
  const what =
    count === 1
      ? 'an array whose last subscript is a dimension'
      : `an array whose last ${count} subscripts are dimensions`;
  return fail(context, `${call.name.toUpperCase()} needs ${what} here`, argument?.at ?? call.at);
}

/** The same context for another element of a dimension. */
export function withElement(dimension: Dimension, element: number, context: Context): Context {
  const index = context.dimensions.indexOf(dimension);
  return index >= 0
    ? { ...context, elements: context.elements.with(index, element) }
    : { ...context, reduced: new Map(context.reduced).set(dimension, [element]) };
}

/** The ordinal of the current element in a dimension. */
export function currentOrdinal(dimension: Dimension, call: Call, context: Context): number {
  const element = currentElement(dimension, context);
  const ordinal = element === undefined ? undefined : dimension.ordinals.get(element);
  return (
    ordinal ?? fail(context, `${dimension.name} must be among the subscripts on the left-hand side`, call.at)
  );
}

/** The result of a call for the elements of all dimensions but these; computed on first use. */
export function jointResult<Value>(
  call: Call,
  together: readonly Dimension[],
  context: Context,
  compute: () => Value,
): Value {
  const key = context.elements
    .filter((_, index) => !together.includes(context.dimensions[index] as Dimension))
    .concat([...context.reduced.values()].flat())
    .join(',');
  return resultOf(context.scope.jointResults, call, key, compute) as Value;
}
