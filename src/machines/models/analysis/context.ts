import { InputError, type SourcePosition } from '../../../util/input-error.js';
import { NoSuchFile } from '../data/data-source.js';
import type { Expression, Role } from '../model.js';
import { fold } from './build.js';
import type { Dimension } from './dimensions.js';
import { quoted } from './names.js';
import type { Analysis, Scope } from './scopes.js';

const MAX_OPERATIONS = 5_000_000;

/** Where an expression is expanded: for one element of one equation. */
export interface Context {
  readonly analysis: Analysis;
  readonly scope: Scope;
  /** The dimensions on the equation's left-hand side, and the element of each that is being written out. */
  readonly dimensions: readonly Dimension[];
  readonly elements: readonly number[];
  /** The elements that `dimension!` and wildcards stand for inside a reduction; one per wildcard of a reference. */
  readonly reduced: ReadonlyMap<Dimension, readonly number[]>;
  /** The variable being defined. */
  readonly name: string;
  /** `[a,b]` of the element being written out. */
  readonly label: string;
  readonly at: SourcePosition;
}

/** The element that a dimension's name stands for, or undefined when nothing on the left-hand side says. */
export function currentElement(dimension: Dimension, context: Context): number | undefined {
  const { dimensions, elements, analysis } = context;
  const place = dimensions.indexOf(dimension);
  if (place >= 0) return elements[place];
  const reduced = context.reduced.get(dimension);
  if (reduced) return reduced[0];
  for (const [place, bound] of dimensions.entries()) {
    const element = analysis.dimensions.mapped(dimension, bound, elements[place]);
    if (element !== undefined) return element;
  }
  for (const [bound, [element]] of context.reduced) {
    const mapped = analysis.dimensions.mapped(dimension, bound, element);
    if (mapped !== undefined) return mapped;
  }
  if (analysis.file.format === 'vensim') return undefined;
  const shared = elements.filter((element) => dimension.ordinals.has(element));
  return shared.length === 1 ? shared[0] : undefined;
}

/** Adds a variable that the author did not write. Its name gets the element's label. */
export function addHidden(context: Context, name: string, role: Role | null): number {
  const { model } = context.analysis;
  const variable = model.variable(`${name}${context.label}`, context.at, true);
  if (role) model.define(variable, role);
  return variable;
}

/** An expression that may be used several times without being evaluated several times. */
export function shared(context: Context, name: string, expression: Expression): Expression {
  if (expression.kind === 'number' || expression.kind === 'variable') return expression;
  return context.analysis.model.read(
    addHidden(context, name, { kind: 'auxiliary', expression, initial: null }),
  );
}

/** Longest chain of operations in one expression; what is longer is cut into hidden variables. */
export const MAX_CHAIN_LENGTH = 250;

/** Left to right with a two-argument instruction, as `fold`, but never deeply nested however many operands. */
export function foldChain(
  context: Context,
  name: string,
  opcode: string,
  operands: readonly Expression[],
  empty: number,
): Expression {
  if (operands.length <= MAX_CHAIN_LENGTH) return fold(opcode, operands, empty);
  const parts: Expression[] = [];
  for (let start = 0; start < operands.length; start += MAX_CHAIN_LENGTH) {
    const part = fold(opcode, operands.slice(start, start + MAX_CHAIN_LENGTH), empty);
    parts.push(shared(context, `#part ${parts.length + 1}<${name}#`, part));
  }
  return foldChain(context, name, opcode, parts, empty);
}

/** Counts operations, and refuses a model that has too many: nested reductions multiply. */
export function spend(operations: number, { analysis }: Context, at: SourcePosition): void {
  analysis.operations += operations;
  if (analysis.operations <= MAX_OPERATIONS) return;
  analysis.model.full = true;
  throw new InputError(
    `the model has more than ${MAX_OPERATIONS} operations once its arrays are written out, here; use smaller dimensions or fewer sums within sums`,
    at,
  );
}

/** Gives up an equation because of something that has been complained about already. */
export function giveUp(): never {
  throw new InputError([]);
}

/** Complains about the equation being expanded. */
export function fail(context: Context, message: string, at: SourcePosition = context.at): never {
  throw new InputError(inEquationOf(context.name, message), at);
}

/** Does what knows nothing of equations: its complaints get the name of the variable being defined. */
export function forEquationOf<Result>(name: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map(({ message, at }) => ({ message: inEquationOf(name, message), at }));
    throw error instanceof NoSuchFile ? new NoSuchFile(problems) : new InputError(problems);
  }
}

const inEquationOf = (name: string, message: string) => `in the equation of ${quoted(name)}: ${message}`;
