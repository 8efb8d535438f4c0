import { InputError, type Problem } from '../../../../util/input-error.js';
import { NoSuchFile } from '../../data/data-source.js';
import type { Role } from '../../model.js';
import type { Definition, Expression as Syntax } from '../../syntax.js';
import { type ExternalCall, externalCall } from '../external/external-call.js';
import { countOf, quoted } from '../names.js';
import { forEquationOf } from '../problems.js';
import type { Analysis, Context, PendingEquation } from '../scope/context.js';
import { forElements, labelOf, type ResolvedEquation, rangeOrdinals } from '../scope/resolved-equations.js';

/**
 * Constants and data are defined as they are declared: other equations need their values to be written out.
 */
export function isKnownAtOnce({ equation, output }: ResolvedEquation, { canonical }: Analysis): boolean {
  const { definition } = equation;
  if (output > 0) return false;
  if (definition.kind === 'constants' || externalCall(definition, canonical)) return true;
  if (definition.kind === 'data') return definition.expression === null;
  return definition.kind === 'expression' && signedNumber(definition.expression) !== null;
}

/** Settles the roles of the elements of an equation that is known at once. */
export function defineKnown(pending: PendingEquation, analysis: Analysis): void {
  const { definition } = pending.equation.equation;
  const external = externalCall(definition, analysis.canonical);
  analysis.problems.attempt(() => {
    requireAllNumbers(pending.equation);
    forOwnElements(pending, analysis, (context, variable, index) => {
      const role = external
        ? externalRole(external, pending.equation, index, variable, context)
        : knownRole(definition, index, variable, context);
      analysis.model.define(variable, role);
    });
  });
}

/** Calls back for each element that an equation defines, with its variable and its index in the equation. */
export function forOwnElements(
  { equation: resolved, array, scope, owners, number }: PendingEquation,
  analysis: Analysis,
  visit: (context: Context, variable: number, index: number, flat: number) => void,
): void {
  const { equation, ranges } = resolved;
  forElements(resolved, array.positions, (flat, elements, index) => {
    if (owners[flat] !== number) return;
    const context: Context = {
      analysis,
      scope,
      dimensions: ranges.map(({ dimension }) => dimension),
      elements: ranges.map(({ subscript }) => elements[subscript]),
      reduced: new Map(),
      name: array.name,
      label: labelOf(flat, array.positions, analysis.dimensions),
      at: equation.at,
    };
    visit(context, array.indices[flat], index, flat);
  });
}

/** The value of `5`, `-5` or `+5`. */
export function signedNumber(syntax: Syntax): number | null {
  if (syntax.kind === 'number') return syntax.value;
  if (syntax.kind !== 'unary' || syntax.operand.kind !== 'number' || syntax.operator === 'not') return null;
  return syntax.operator === '-' ? -syntax.operand.value : syntax.operand.value;
}

function requireAllNumbers({ equation: { name, definition, at }, size }: ResolvedEquation): void {
  if (definition.kind !== 'constants' || definition.values.length === size) return;
  throw new InputError(
    `${quoted(name)} has ${countOf(size, 'element')} here but ${countOf(definition.values.length, 'number')}`,
    at,
  );
}

function knownRole(definition: Definition, index: number, variable: number, context: Context): Role {
  if (definition.kind === 'constants') return { kind: 'constant', value: definition.values[index] };
  if (definition.kind === 'data') return givenRole(variable, definition.mode, context);
  const value = definition.kind === 'expression' ? signedNumber(definition.expression) : null;
  if (value === null) throw new Error(`the value of ${context.name} is not known before it is expanded`);
  return { kind: 'constant', value };
}

/** A data variable without an equation: the user has to give its points. */
function givenRole(variable: number, mode: string | null, context: Context): Role {
  const { scope, analysis } = context;
  const name = `${context.name}${context.label}`;
  const series = analysis.data.given(name);
  if (series) return analysis.data.define(variable, series, mode, context);
  const message =
    scope.parent && scope.macros.length === 0
      ? `the module input ${quoted(name)} is not connected: add a <connect> to its <module>, or write an equation`
      : `${quoted(name)} is external data: give its points in a data file (--data), or write an equation`;
  return analysis.data.lacking(variable, mode, { message, at: context.at });
}

function externalRole(
  { kind, call }: ExternalCall,
  resolved: ResolvedEquation,
  index: number,
  variable: number,
  context: Context,
): Role {
  const { external, data } = context.analysis;
  const { definition } = resolved.equation;
  const { ordinals, sizes } = rangeOrdinals(resolved, index);
  if (kind === 'constants') {
    const value = forEquationOf(context.name, () => external.constant(call, ordinals));
    return { kind: 'constant', value };
  }
  const mode = definition.kind === 'data' ? definition.mode : null;
  try {
    const series = forEquationOf(context.name, () => external.series(call, ordinals, sizes));
    return data.define(variable, series, mode, context);
  } catch (error) {
    if (!(error instanceof NoSuchFile)) throw error;
    return data.lacking(variable, mode, error.problems[0] as Problem);
  }
}
