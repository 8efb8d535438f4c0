import type { Call, Expression as Syntax } from '../../syntax.js';
import { fail } from '../problems.js';
import { type Context, currentElement } from '../scope/context.js';
import type { Dimension } from '../scope/dimensions.js';

/** Functions whose results for all elements of a dimension are computed together: allocations, inverse matrices. */

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
export function at(dimension: Dimension, element: number, context: Context): Context {
  const place = context.dimensions.indexOf(dimension);
  return place >= 0
    ? { ...context, elements: context.elements.with(place, element) }
    : { ...context, reduced: new Map(context.reduced).set(dimension, [element]) };
}

/** The place of the current element in a dimension. */
export function currentPlace(dimension: Dimension, call: Call, context: Context): number {
  const element = currentElement(dimension, context);
  const place = element === undefined ? undefined : dimension.ordinals.get(element);
  return (
    place ?? fail(context, `${dimension.name} must be among the subscripts on the left-hand side`, call.at)
  );
}

/** What has been computed for a call and the elements of all dimensions but these, computed now if it has not. */
export function once<Value>(
  cache: Map<object, Map<string, unknown>>,
  call: Call,
  together: readonly Dimension[],
  context: Context,
  compute: () => Value,
): Value {
  const key = context.elements
    .filter((_, place) => !together.includes(context.dimensions[place] as Dimension))
    .concat([...context.reduced.values()].flat())
    .join(',');
  const byKey = cache.get(call) ?? new Map<string, unknown>();
  cache.set(call, byKey);
  if (!byKey.has(key)) byKey.set(key, compute());
  return byKey.get(key) as Value;
}
