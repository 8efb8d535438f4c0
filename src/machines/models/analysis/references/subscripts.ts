import type { SourcePosition } from '../../../../util/input-error.js';
import type { Expression } from '../../model.js';
import type { Subscript, Expression as Syntax } from '../../syntax.js';
import { foldNumbers } from '../model/evaluate.js';
import { number } from '../model/operations.js';
import { countOf, quoted } from '../names.js';
import { fail } from '../problems.js';
import { type Context, currentElement, expand } from '../scope/context.js';
import type { Dimension } from '../scope/dimensions.js';
import type { ArrayOf } from '../scope/scopes.js';
import { find, predefined, undefinedName } from './name-resolution.js';

/** Where the subscripts of a reference point: an ordinal per position, or an expression for it, from 1. */
export function ordinalsOf(
  array: ArrayOf<string>,
  subscripts: readonly Subscript[],
  context: Context,
  at: SourcePosition,
): readonly (number | Expression)[] {
  const { positions } = array;
  if (subscripts.length !== positions.length) {
    if (subscripts.length === 0)
      return positions.map((position) => implicitOrdinal(array, position, context, at));
    fail(
      context,
      `${quoted(array.name)} has ${countOf(positions.length, 'subscript')}, not ${subscripts.length}`,
      at,
    );
  }
  const wildcards = new Map<Dimension, number>();
  return subscripts.map((subscript, index) => {
    const position = positions[index];
    if (subscript.kind === 'name') return namedOrdinal(array, position, subscript, context);
    if (subscript.kind === 'wildcard' || subscript.end) {
      const dimension = iteratedDimension(subscript, position, context);
      const occurrence = wildcards.get(dimension) ?? 0;
      wildcards.set(dimension, occurrence + 1);
      const element = context.reduced.get(dimension)?.[occurrence];
      if (element === undefined)
        fail(context, 'a wildcard is only possible inside SUM and other array functions', subscript.at);
      return ordinalOf(array, position, element, context, subscript.at);
    }
    return indexOrdinal(position, expand(subscript.expression, context));
  });
}

/** The dimension that a wildcard or a range of a reference runs over. */
export function iteratedDimension(
  subscript: Exclude<Subscript, { kind: 'name' }>,
  position: Dimension,
  context: Context,
): Dimension {
  if (subscript.kind === 'wildcard') {
    if (subscript.dimension === null) return position;
    const dimension = context.analysis.dimensions.dimension(subscript.dimension);
    return dimension ?? undefinedName(subscript.dimension, context, subscript.at);
  }
  return rangeOf(subscript, position, context);
}

function rangeOf(
  subscript: Extract<Subscript, { kind: 'index' }>,
  position: Dimension,
  context: Context,
): Dimension {
  const first = boundary(subscript.expression, position, context);
  const last = subscript.end ? boundary(subscript.end, position, context) : first;
  return context.analysis.dimensions.slice(position, first, last);
}

function boundary(expression: Syntax, position: Dimension, context: Context): number {
  if (expression.kind === 'reference') {
    const element = context.analysis.dimensions.element(expression.name);
    const ordinal = element === undefined ? undefined : position.ordinals.get(element);
    if (ordinal !== undefined) return ordinal + 1;
  }
  const value = foldNumbers(expand(expression, context));
  if (value === undefined) fail(context, 'the ends of a range of subscripts must be numbers', expression.at);
  return value;
}

function indexOrdinal(position: Dimension, index: Expression): number | Expression {
  const value = foldNumbers(index);
  if (value === undefined) return index;
  const ordinal = Math.floor(value) - 1;
  return ordinal >= 0 && ordinal < position.elements.length ? ordinal : index;
}

function namedOrdinal(
  array: ArrayOf<string>,
  position: Dimension,
  subscript: Extract<Subscript, { kind: 'name' }>,
  context: Context,
): number | Expression {
  const { dimensions, file } = context.analysis;
  const { name, at } = subscript;
  const dimension = dimensions.dimension(name);
  if (dimension) {
    const reduced = subscript.reduce ? context.reduced.get(dimension)?.[0] : undefined;
    if (subscript.reduce && reduced === undefined) {
      fail(context, `${quoted(`${name}!`)} is only possible inside SUM and other array functions`, at);
    }
    const element = reduced ?? currentElement(dimension, context);
    if (element === undefined) undefinedName(name, context, at);
    return ordinalOf(array, position, element, context, at);
  }
  const element = dimensions.element(name);
  const ordinal = element === undefined ? undefined : position.ordinals.get(element);
  if (ordinal !== undefined) return ordinal;
  if (file.format === 'xmile') {
    if (/^\d+$/.test(name.trim())) return indexOrdinal(position, number(Number(name)));
    if (find(name, context) || predefined(name, context)) {
      return indexOrdinal(position, expand({ kind: 'reference', name, subscripts: [], at }, context));
    }
  }
  if (element !== undefined) return ordinalOf(array, position, element, context, at);
  fail(
    context,
    `${quoted(name)} is neither a dimension nor an element of one${dimensions.suggestion(name)}`,
    at,
  );
}

/** Where an element is along a position of an array. */
export function ordinalOf(
  array: ArrayOf<string>,
  position: Dimension,
  element: number,
  context: Context,
  at: SourcePosition,
): number {
  const ordinal = position.ordinals.get(element);
  if (ordinal === undefined) {
    const name = context.analysis.dimensions.elementName(element);
    fail(context, `${quoted(array.name)} has no element ${quoted(name)}`, at);
  }
  return ordinal;
}

/** XMILE lets an equation that applies to all elements name arrays without their subscripts. */
function implicitOrdinal(
  array: ArrayOf<string>,
  position: Dimension,
  context: Context,
  at: SourcePosition,
): number {
  const element = currentElement(position, context);
  const ordinal = element === undefined ? undefined : position.ordinals.get(element);
  if (ordinal === undefined || context.analysis.file.format === 'vensim') {
    const names = array.positions.map(({ name }) => name).join(',');
    fail(context, `${quoted(array.name)} is an array and needs subscripts: ${array.name}[${names}]`, at);
  }
  return ordinal;
}

export function flatten(array: ArrayOf<string>, ordinals: readonly number[]): number {
  let flat = 0;
  array.positions.forEach((position, index) => {
    flat = flat * position.elements.length + ordinals[index];
  });
  return flat;
}
