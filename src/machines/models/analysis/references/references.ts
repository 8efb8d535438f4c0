import type { SourcePosition } from '../../../../util/input-error.js';
import type { Expression } from '../../model.js';
import type { Reference, Subscript } from '../../syntax.js';
import { MAX_CANDIDATE_ELEMENTS } from '../limits.js';
import { number, operation, select } from '../model/operations.js';
import { quoted } from '../names.js';
import { fail, giveUp } from '../problems.js';
import { type Context, currentElement, spend } from '../scope/context.js';
import type { ArrayOf } from '../scope/scopes.js';
import { find, predefined, undefinedName } from './name-resolution.js';
import { flatten, ordinalsOf } from './subscripts.js';

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

/** A dimension's name stands for the number of its current element, an element's for its own; from 1. */
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
  const subscript = ordinals.findIndex((ordinal) => typeof ordinal !== 'number');
  if (subscript < 0) {
    return context.analysis.model.read(elementAt(array, ordinals as readonly number[], context, at));
  }
  const varying = array.positions.filter((_, index) => typeof ordinals[index] !== 'number');
  const candidates = varying.reduce((product, { elements }) => product * elements.length, 1);
  if (candidates > MAX_CANDIDATE_ELEMENTS) {
    fail(context, `${quoted(array.name)} is too large for a subscript that varies during the run`, at);
  }
  const index = ordinals[subscript] as Expression;
  const size = array.positions[subscript].elements.length;
  spend(size, context, at);
  let chosen: Expression = number(0);
  for (let ordinal = size - 1; ordinal >= 0; ordinal--) {
    const candidate = readOrdinals(array, ordinals.with(subscript, ordinal), context, at);
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
    const names = ordinals.map((ordinal, subscript) =>
      dimensions.elementName(array.positions[subscript].elements[ordinal]),
    );
    fail(context, `${quoted(`${array.name}[${names.join(',')}]`)} has no equation`, at);
  }
  return index;
}
