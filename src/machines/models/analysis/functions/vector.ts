import type { Expression } from '../../model.js';
import type { Call, Expression as Syntax } from '../../syntax.js';
import { quoted } from '../names.js';
import { fail, giveUp } from '../problems.js';
import { find } from '../references/name-resolution.js';
import { ordinalOf, ordinalsOf } from '../references/subscripts.js';
import { type Context, currentElement } from '../scope/context.js';
import type { Dimension } from '../scope/dimensions.js';
import type { ArrayOf } from '../scope/scopes.js';

/** The elements of an array along its last subscript, the others being fixed. */
export interface Vector {
  readonly array: ArrayOf<'values'>;
  /** Ordinals of all subscripts but the last. */
  readonly prefix: readonly (number | Expression)[];
  /** Ordinals of the last subscript, one for each element of its dimension, in the dimension's order. */
  readonly ordinals: readonly number[];
  /** Index in `ordinals` of the current element, when the last subscript is a dimension. */
  readonly current: number | undefined;
  /** Index in `ordinals` of the last subscript, when it is an element. */
  readonly fixed: number | undefined;
}

export function vectorOf(syntax: Syntax | undefined, call: Call, context: Context): Vector {
  const declared = syntax?.kind === 'reference' ? find(syntax.name, context) : undefined;
  if (declared?.kind === 'faulty') return giveUp();
  if (syntax?.kind !== 'reference' || declared?.kind !== 'values' || declared.positions.length === 0) {
    return fail(context, `${call.name.toUpperCase()} needs an array here`, syntax?.at ?? call.at);
  }
  const { subscripts } = syntax;
  const last = subscripts.at(-1);
  const position = declared.positions[declared.positions.length - 1];
  const dimension = last?.kind === 'name' ? context.analysis.dimensions.dimension(last.name) : undefined;
  const ordinals = (elements: readonly number[]) =>
    elements.map((element) => ordinalOf(declared, position, element, context, last?.at ?? syntax.at));
  if (last?.kind !== 'name' || !dimension) {
    const given = ordinalsOf(declared, subscripts, context, syntax.at);
    const fixed = given.at(-1);
    if (typeof fixed !== 'number')
      fail(
        context,
        `the last subscript of ${quoted(declared.name)} must be a dimension or one of its elements here; it must not vary during the run`,
        last?.at ?? syntax.at,
      );
    return {
      array: declared,
      prefix: given.slice(0, -1),
      ordinals: ordinals(span(position, context)),
      current: undefined,
      fixed,
    };
  }
  const [first] = dimension.elements;
  // The last subscript is looked at as a whole: any element of it will do to resolve the others.
  const anywhere = { ...context, reduced: new Map(context.reduced).set(dimension, [first]) };
  const given = ordinalsOf(
    declared,
    [...subscripts.slice(0, -1), { ...last, reduce: true }],
    anywhere,
    syntax.at,
  );
  const element = currentElement(dimension, context);
  const current = element === undefined ? undefined : dimension.ordinals.get(element);
  return {
    array: declared,
    prefix: given.slice(0, -1),
    ordinals: ordinals(dimension.elements),
    current,
    fixed: current,
  };
}

/** The elements from a position's first to its last: one without an equation between them counts too. */
function span(position: Dimension, { analysis }: Context): readonly number[] {
  const { elements } = position;
  const whole = analysis.dimensions.smallest(elements);
  if (!whole || whole.elements.length === elements.length) return elements;
  const ordinals = elements.flatMap((element) => whole.ordinals.get(element) ?? []);
  return whole.elements.slice(ordinals[0], (ordinals.at(-1) ?? 0) + 1);
}
