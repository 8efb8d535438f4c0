import { InputError, type SourcePosition } from '../../../../util/input-error.js';
import type { Expression } from '../../model.js';
import type { Macro, ModelFile, Expression as Syntax } from '../../syntax.js';
import type { DataVariables } from '../external/data-variables.js';
import type { ExternalReader } from '../external/external-reader.js';
import { MAX_EXPRESSION_DEPTH, MAX_OPERATIONS } from '../limits.js';
import type { InitialValues } from '../model/evaluate.js';
import type { ModelBuilder } from '../model/model-builder.js';
import type { Problems } from '../problems.js';
import type { Dimension, Dimensions } from './dimensions.js';
import type { ResolvedEquation } from './resolved-equations.js';
import type { ArrayOf, Scope } from './scopes.js';

/** What every part of the analysis needs. */
export interface Analysis {
  readonly file: ModelFile;
  readonly canonical: (name: string) => string;
  readonly dimensions: Dimensions;
  /** Macros of one name take different numbers of arguments; the one with most comes last. */
  readonly macros: ReadonlyMap<string, readonly Macro[]>;
  /** Whether any macro has outputs besides its value. */
  readonly macrosHaveOutputs: boolean;
  readonly model: ModelBuilder;
  readonly problems: Problems;
  readonly root: Scope;
  /** Equations declared but not yet expanded. Expanding one may add more: those of a macro that it calls. */
  readonly queue: PendingEquation[];
  readonly initialValues: InitialValues;
  readonly external: ExternalReader;
  readonly data: DataVariables;
  /**
   * Expands one expression; called by `expand` alone. The expander is built on functions, references and
   * macros, which expand their own parts in turn: they reach it from here instead of importing it.
   */
  readonly expander: (syntax: Syntax, context: Context) => Expression;
  /** How deep the expression being expanded is nested. */
  depth: number;
  /** How many operations have been written out. */
  operations: number;
}

/** An equation whose variables have indices but no roles yet. */
export interface PendingEquation {
  readonly equation: ResolvedEquation;
  readonly array: ArrayOf<'values'>;
  readonly scope: Scope;
  /** For each element of the array the number of the equation that defines it; `number` is this one's. */
  readonly owners: Int32Array;
  readonly number: number;
}

/** Where an expression is expanded: for one element of one equation. */
export interface Context {
  readonly analysis: Analysis;
  readonly scope: Scope;
  /** The dimensions on the equation's left-hand side, and the element of each that is being written out. */
  readonly dimensions: readonly Dimension[];
  readonly elements: readonly number[];
  /**
   * The elements that `dimension!` and wildcards stand for inside a reduction; one per wildcard of a
   * reference.
   */
  readonly reduced: ReadonlyMap<Dimension, readonly number[]>;
  /** The variable being defined. */
  readonly name: string;
  /** `[a,b]` of the element being written out. */
  readonly label: string;
  readonly at: SourcePosition;
}

/** Expands an expression for one element: names become variables, calls operations and hidden stocks. */
export function expand(syntax: Syntax, context: Context): Expression {
  const { analysis } = context;
  if (analysis.depth >= MAX_EXPRESSION_DEPTH) {
    throw new InputError(
      `this expression is nested more than ${MAX_EXPRESSION_DEPTH} deep; split it into several equations`,
      syntax.at,
    );
  }
  analysis.depth++;
  spend(1, context, syntax.at);
  const expression = analysis.expander(syntax, context);
  analysis.depth--;
  return expression;
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

/** The element that a dimension's name stands for, or undefined when nothing on the left-hand side says. */
export function currentElement(dimension: Dimension, context: Context): number | undefined {
  const { dimensions, elements, analysis } = context;
  const index = dimensions.indexOf(dimension);
  if (index >= 0) return elements[index];
  const reduced = context.reduced.get(dimension);
  if (reduced) return reduced[0];
  for (const [index, bound] of dimensions.entries()) {
    const element = analysis.dimensions.mapped(dimension, bound, elements[index]);
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
