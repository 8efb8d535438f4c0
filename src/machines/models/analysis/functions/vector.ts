import type { Expression } from '../../model.js';
import type { Call, Expression as Syntax } from '../../syntax.js';
import { fail, giveUp } from '../problems.js';
import { find } from '../references/name-resolution.js';
import { ordinalsOf } from '../references/subscripts.js';
import { type Context, currentElement } from '../scope/context.js';
import type { ArrayOf } from '../scope/scopes.js';

/** The elements of an array along its last subscript, the others being fixed. */
export interface Vector {
  readonly array: ArrayOf<'values'>;
  /** Ordinals of all subscripts but the last. */
  readonly prefix: readonly (number | Expression)[];
  /** Ordinals of the last subscript, in the order of its dimension. */
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
  if (last?.kind !== 'name' || !dimension) {
    const given = ordinalsOf(declared, subscripts, context, syntax.at);
    const fixed = given.at(-1);
    return {
      array: declared,
      prefix: given.slice(0, -1),
      ordinals: [...position.elements.keys()],
      current: undefined,
      fixed: typeof fixed === 'number' ? fixed : undefined,
    };
  }
  const ordinals = dimension.elements.flatMap((element) => position.ordinals.get(element) ?? []);
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
  return { array: declared, prefix: given.slice(0, -1), ordinals, current, fixed: current };
}
