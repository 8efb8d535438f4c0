import type { Problem } from '../../../util/input-error.js';
import { NoSuchFile } from '../data/data-source.js';
import type { Role } from '../model.js';
import { type Definition, type Equation, MISSING, type Expression as Syntax } from '../syntax.js';
import { add, divide, fold, multiply, number, operation, subtract } from './build.js';
import { TIME_STEP } from './builder.js';
import { roleOfCall } from './calls.js';
import { type Context, fail, forEquationOf } from './context.js';
import { expand, sharedTable } from './expand.js';
import { type ExternalCall, externalCall } from './external.js';
import { macroOf, macroOutput } from './macros.js';
import { quoted } from './names.js';
import type { ArrayOf } from './scopes.js';
import { staticNumber } from './static.js';

/** Where an element is in the ranges among its equation's subscripts, and how large they are. */
export interface RangePlaces {
  readonly ordinals: readonly number[];
  readonly sizes: readonly number[];
}

/** An element's place among those its equation is for. */
export interface ElementPlace {
  readonly place: number;
  ranges(): RangePlaces;
}

/** What defines an element: an equation, or an output of the macro that its expression calls (from 1). */
interface Source {
  readonly equation: Equation;
  readonly output: number;
}

/** Settles the role of one element of a variable from its definition. */
export function defineVariable(
  array: ArrayOf<'values'>,
  flat: number,
  { equation: { definition }, output }: Source,
  place: ElementPlace,
  context: Context,
): void {
  const variable = array.indices[flat];
  if (definition.kind === 'expression' && definition.expression.kind === 'withLookup') {
    const { table } = definition.expression;
    array.graphs.set(flat, sharedTable(table, context.name, context.analysis));
  }
  const role =
    output > 0 ? outputRole(definition, output, context) : roleOf(definition, place, variable, context);
  if (role) context.analysis.model.define(variable, role);
}

function outputRole(definition: Definition, output: number, context: Context): Role {
  const call = definition.kind === 'expression' ? definition.expression : undefined;
  const macro = call?.kind === 'call' ? macroOf(call, context) : undefined;
  if (call?.kind !== 'call' || !macro) {
    return fail(
      context,
      `only macros have outputs, and there is no macro ${quoted(call?.kind === 'call' ? call.name : '')}`,
    );
  }
  return { kind: 'auxiliary', expression: macroOutput(macro, call, output, context), initial: null };
}

/** Null when the role is settled later. */
function roleOf(
  definition: Definition,
  place: ElementPlace,
  variable: number,
  context: Context,
): Role | null {
  const external = externalCall(definition, context.analysis.canonical);
  if (external) return externalRole(external, definition, place, variable, context);
  switch (definition.kind) {
    case 'constants':
      return { kind: 'constant', value: definition.values[place.place] };
    case 'expression':
      return roleOfExpression(definition.expression, variable, context);
    case 'nonNegativeFlow': {
      const expression = operation('max', expand(definition.expression, context), number(0));
      return { kind: 'auxiliary', expression, initial: null };
    }
    case 'stock':
      return roleOfStock(definition, variable, context);
    case 'data':
      return roleOfData(definition, variable, context);
    case 'lookup':
      return fail(context, 'a lookup table has no value of its own');
  }
}

function externalRole(
  { kind, call }: ExternalCall,
  definition: Definition,
  place: ElementPlace,
  variable: number,
  context: Context,
): Role {
  const { external, data } = context.analysis;
  const { ordinals, sizes } = place.ranges();
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

function roleOfData(
  { expression, mode }: Extract<Definition, { kind: 'data' }>,
  variable: number,
  context: Context,
): Role | null {
  const { analysis } = context;
  if (!expression) return analysis.data.given(variable, mode, context);
  const value = signedNumber(expression);
  if (value !== null) return { kind: 'constant', value };
  const isFilled =
    expression.kind === 'call' &&
    expression.arguments.length === 2 &&
    analysis.canonical(expression.name) === 'x if missing';
  const [operand, otherwise] = (isFilled ? expression.arguments : [expression]) as [Syntax, Syntax?];
  const missing = otherwise && staticNumber(expand(otherwise, context), context);
  return analysis.data.defineLater(variable, {
    expression: expand(operand, context),
    missing: missing ?? MISSING,
    mode,
    context,
  });
}

function roleOfExpression(syntax: Syntax, variable: number, context: Context): Role | null {
  if (syntax.kind === 'call') {
    const role = roleOfCall(syntax, context, variable);
    if (role !== undefined) return role;
  }
  const value = signedNumber(syntax);
  if (value !== null) return { kind: 'constant', value };
  return { kind: 'auxiliary', expression: expand(syntax, context), initial: null };
}

function signedNumber(syntax: Syntax): number | null {
  if (syntax.kind === 'number') return syntax.value;
  if (syntax.kind !== 'unary' || syntax.operand.kind !== 'number' || syntax.operator === 'not') return null;
  return syntax.operator === '-' ? -syntax.operand.value : syntax.operand.value;
}

/**
 * A stock that must not become negative is clipped: by Euler's method exactly, as a state; under Runge-Kutta its net
 * flow is limited to what empties it within a step.
 */
function roleOfStock(
  { initial, inflows, outflows, nonNegative }: Extract<Definition, { kind: 'stock' }>,
  variable: number,
  context: Context,
): Role {
  const { model, file } = context.analysis;
  const inflow = inflows.map((flow) => expand(flow, context));
  const outflow = outflows.map((flow) => expand(flow, context));
  const flow =
    inflow.length === 0 && outflow.length > 0
      ? operation('neg', fold('add', outflow, 0))
      : outflow.reduce(subtract, fold('add', inflow, 0));
  const start = expand(initial, context);
  if (!nonNegative) return { kind: 'stock', initial: start, flow };
  const level = model.read(variable);
  const step = model.read(TIME_STEP);
  if (file.integration === 'rk4') {
    const limited = operation('max', flow, operation('neg', divide(level, step)));
    return { kind: 'stock', initial: start, flow: limited };
  }
  const next = operation('max', add(level, multiply(flow, step)), number(0));
  return { kind: 'state', initial: start, next };
}
