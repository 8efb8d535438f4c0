import type { SourcePosition } from '../../../util/input-error.js';
import { type Expression, GLOBALS } from '../model.js';
import type { Reference, Subscript } from '../syntax.js';
import { number, operation, select } from './build.js';
import { FINAL_TIME, INITIAL_TIME, TIME, TIME_STEP } from './builder.js';
import { type Context, currentElement, fail, giveUp, spend } from './context.js';
import type { Dimension } from './dimensions.js';
import { foldNumbers } from './evaluate.js';
import { expand } from './expand.js';
import { countOf, quoted } from './names.js';
import { type ArrayOf, type Declared, lookUp, rootOf } from './scopes.js';

/** Most elements that a subscript which varies during the run may choose from. */
export const MAX_CANDIDATES = 1000;

const XMILE_NAMES: ReadonlyMap<string, Expression | number> = new Map<string, Expression | number>([
  ['time', TIME],
  ['dt', TIME_STEP],
  ['starttime', INITIAL_TIME],
  ['stoptime', FINAL_TIME],
  ['pi', number(Math.PI)],
  ['inf', number(Number.POSITIVE_INFINITY)],
]);

const GLOBAL_NAMES: ReadonlyMap<string, number> = new Map(
  GLOBALS.map((name, index) => [name.toLowerCase(), index]),
);

/** The value of a name in an expression. */
export function expandReference(reference: Reference, context: Context): Expression {
  const declared = find(reference.name, context);
  if (declared) {
    if (declared.kind === 'faulty') return giveUp();
    if (declared.kind === 'bound') return declared.expression;
    if (declared.kind === 'tables') {
      fail(
        context,
        `${quoted(reference.name)} is a lookup table; apply it to an argument: ${reference.name}(x)`,
        reference.at,
      );
    }
    return readArray(declared, reference.subscripts, context, reference.at);
  }
  return (
    predefined(reference.name, context) ??
    subscriptValue(reference.name, context) ??
    undefinedName(reference.name, context, reference.at)
  );
}

/** What a name was declared as. In macros `name$` is the model's own variable. */
export function find(name: string, context: Context): Declared | undefined {
  const canonical = context.analysis.canonical(name);
  const declared = lookUp(context.scope, canonical);
  if (declared || !canonical.endsWith('$')) return declared;
  return lookUp(rootOf(context.scope), canonical.slice(0, -1).trim());
}

/** TIME, DT, PI and the like, where the model does not define them itself. */
export function predefined(name: string, context: Context): Expression | undefined {
  const { analysis } = context;
  const canonical = analysis.canonical(name);
  const value =
    GLOBAL_NAMES.get(canonical) ??
    (analysis.file.format === 'xmile' ? XMILE_NAMES.get(canonical) : undefined);
  return typeof value === 'number' ? analysis.model.read(value) : value;
}

/** A dimension's name stands for the place of its current element, an element's for its own place, from 1. */
function subscriptValue(name: string, context: Context): Expression | undefined {
  const { dimensions } = context.analysis;
  const dimension = dimensions.dimension(name);
  if (dimension) {
    const element = currentElement(dimension, context);
    return element === undefined ? undefined : number(dimensions.index(dimension, element));
  }
  const element = dimensions.element(name);
  return element === undefined ? undefined : number(dimensions.indexOfElement(element));
}

export function undefinedName(name: string, context: Context, at: SourcePosition): never {
  const { analysis, scope } = context;
  if (analysis.dimensions.dimension(name)) {
    fail(context, `dimension ${quoted(name)} is not among the subscripts on the left-hand side`, at);
  }
  const suggestion = analysis.problems.suggest(analysis.canonical(name), () => scope.names.keys());
  fail(context, `${quoted(name)} is not defined${suggestion}`, at);
}

/** Reads one element of an array. A subscript that varies during the run becomes a chain of selections. */
export function readArray(
  array: ArrayOf<string>,
  subscripts: readonly Subscript[],
  context: Context,
  at: SourcePosition,
): Expression {
  const ordinals = ordinalsOf(array, subscripts, context, at);
  return readOrdinals(array, ordinals, context, at);
}

export function readOrdinals(
  array: ArrayOf<string>,
  ordinals: readonly (number | Expression)[],
  context: Context,
  at: SourcePosition,
): Expression {
  const place = ordinals.findIndex((ordinal) => typeof ordinal !== 'number');
  if (place < 0) {
    return context.analysis.model.read(elementAt(array, ordinals as readonly number[], context, at));
  }
  const varying = array.positions.filter((_, at) => typeof ordinals[at] !== 'number');
  const candidates = varying.reduce((product, { elements }) => product * elements.length, 1);
  if (candidates > MAX_CANDIDATES) {
    fail(context, `${quoted(array.name)} is too large for a subscript that varies during the run`, at);
  }
  const index = ordinals[place] as Expression;
  const size = array.positions[place].elements.length;
  spend(size, context, at);
  let chosen: Expression = number(0);
  for (let ordinal = size - 1; ordinal >= 0; ordinal--) {
    const candidate = readOrdinals(array, ordinals.with(place, ordinal), context, at);
    const isChosen = operation('eq', operation('floor', index), number(ordinal + 1));
    chosen = select(isChosen, candidate, chosen);
  }
  return chosen;
}

/** The model variable or table of an array's element. */
export function elementAt(
  array: ArrayOf<string>,
  ordinals: readonly number[],
  context: Context,
  at: SourcePosition,
): number {
  const index = array.indices[flatten(array, ordinals)];
  if (index < 0) {
    const { dimensions } = context.analysis;
    const names = ordinals.map((ordinal, place) =>
      dimensions.elementName(array.positions[place].elements[ordinal]),
    );
    fail(context, `${quoted(`${array.name}[${names.join(',')}]`)} has no equation`, at);
  }
  return index;
}

export function flatten(array: ArrayOf<string>, ordinals: readonly number[]): number {
  let flat = 0;
  array.positions.forEach((position, place) => {
    flat = flat * position.elements.length + ordinals[place];
  });
  return flat;
}

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
  return subscripts.map((subscript, place) => {
    const position = positions[place];
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

function boundary(expression: Parameters<typeof expand>[0], position: Dimension, context: Context): number {
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

function ordinalOf(
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
