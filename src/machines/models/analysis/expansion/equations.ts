import type { Role } from '../../model.js';
import { type Definition, MISSING, type Expression as Syntax } from '../../syntax.js';
import { forOwnElements, signedNumber } from '../declarations/known-values.js';
import { macroOf, macroOutput } from '../declarations/macros.js';
import { staticNumber } from '../model/evaluate.js';
import { TIME_STEP } from '../model/model-builder.js';
import { add, divide, fold, multiply, number, operation, subtract } from '../model/operations.js';
import { quoted } from '../names.js';
import { fail } from '../problems.js';
import { type Analysis, type Context, expand, type PendingEquation } from '../scope/context.js';
import { roleOfCall } from './calls.js';

/** Settles the roles of the elements that an equation defines. */
export function expandEquation(pending: PendingEquation, analysis: Analysis): void {
  const { equation, output } = pending.equation;
  const { definition } = equation;
  const { graphs } = pending.array;
  const graph =
    definition.kind === 'expression' && definition.expression.kind === 'withLookup'
      ? definition.expression.table
      : null;
  analysis.problems.attempt(() => {
    analysis.depth = 0;
    forOwnElements(pending, analysis, (context, variable, _, flat) => {
      if (graph) graphs.set(flat, analysis.model.sharedTable(context.name, graph));
      const role =
        output > 0 ? outputRole(definition, output, context) : roleOf(definition, variable, context);
      if (role) analysis.model.define(variable, role);
    });
  });
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
function roleOf(definition: Definition, variable: number, context: Context): Role | null {
  switch (definition.kind) {
    case 'expression':
      return roleOfExpression(definition.expression, variable, context);
    case 'nonNegativeFlow': {
      const expression = operation('max', expand(definition.expression, context), number(0));
      return { kind: 'auxiliary', expression, initial: null };
    }
    case 'stock':
      return roleOfStock(definition, variable, context);
    case 'data':
      if (definition.expression)
        return roleOfDataEquation(definition.expression, definition.mode, variable, context);
  }
  throw new Error(`${context.name} is defined as it is declared`);
}

function roleOfDataEquation(
  expression: Syntax,
  mode: string | null,
  variable: number,
  context: Context,
): Role | null {
  const { analysis } = context;
  const value = signedNumber(expression);
  if (value !== null) return { kind: 'constant', value };
  const isFilled =
    expression.kind === 'call' &&
    expression.arguments.length === 2 &&
    analysis.canonical(expression.name) === 'x if missing';
  const [operand, otherwise] = (isFilled ? expression.arguments : [expression]) as [Syntax, Syntax?];
  const missing = otherwise && staticNumber(expand(otherwise, context), analysis.model);
  return analysis.data.defineLater(variable, {
    expression: expand(operand, context),
    missing: missing ?? MISSING,
    mode,
    site: context,
  });
}

function roleOfExpression(syntax: Syntax, variable: number, context: Context): Role | null {
  if (syntax.kind === 'call') {
    const role = roleOfCall(syntax, context, variable);
    if (role !== undefined) return role;
  }
  return { kind: 'auxiliary', expression: expand(syntax, context), initial: null };
}

/**
 * A stock that must not become negative is clipped: by Euler's method exactly, as a state; under Runge-Kutta
 * its net flow is limited to what empties it within a step.
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
