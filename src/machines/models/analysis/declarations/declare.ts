import { InputError } from '../../../../util/input-error.js';
import { GLOBALS } from '../../model.js';
import type { Call, Definition, Equation, Expression as Syntax } from '../../syntax.js';
import { externalCall } from '../external/external-call.js';
import { quoted } from '../names.js';
import { forEquationOf } from '../problems.js';
import type { Analysis, PendingEquation } from '../scope/context.js';
import {
  forElements,
  labelOf,
  ownersOf,
  positionsOf,
  type ResolvedEquation,
  rangeOrdinals,
  resolveEquation,
} from '../scope/resolved-equations.js';
import type { ArrayOf, Scope } from '../scope/scopes.js';
import { defineKnown, isKnownAtOnce } from './known-values.js';

/** Gives every element of every variable an index, then puts its equations in the queue. */
export function declareEquations(equations: readonly Equation[], scope: Scope, analysis: Analysis): void {
  const groups = new Map<string, ResolvedEquation[]>();
  for (const [equation, output] of withMacroOutputs(equations, analysis)) {
    const name = analysis.canonical(equation.name);
    if (scope.connections.has(name)) continue;
    const isResolved = analysis.problems.attempt(() => {
      const resolved = resolveEquation(equation, output, analysis.dimensions);
      const group = groups.get(name);
      if (group) group.push(resolved);
      else groups.set(name, [resolved]);
    });
    if (!isResolved) scope.names.set(name, { kind: 'faulty' });
  }
  for (const [name, group] of groups) {
    const isDeclared = analysis.problems.attempt(() => declare(name, group, scope, analysis));
    if (!isDeclared) scope.names.set(name, { kind: 'faulty' });
  }
}

/** The outputs of macro calls are variables too, though they have no equations of their own. */
function* withMacroOutputs(
  equations: readonly Equation[],
  analysis: Analysis,
): Generator<readonly [Equation, number]> {
  for (const equation of equations) {
    yield [equation, 0];
    if (!analysis.macrosHaveOutputs) continue;
    for (const call of callsWithOutputs(equation.definition)) {
      for (const [index, { name, subscripts, at }] of call.outputs.entries()) {
        const names = subscripts.map((subscript) => (subscript.kind === 'name' ? subscript.name : ''));
        const definition = { kind: 'expression', expression: call } as const;
        yield [{ ...equation, name, at, subscripts: names, except: [], definition }, index + 1];
      }
    }
  }
}

function callsWithOutputs(definition: Definition): readonly Call[] {
  const pending: Syntax[] = definition.kind === 'expression' ? [definition.expression] : [];
  const found: Call[] = [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'call') {
      if (next.outputs.length > 0) found.push(next);
      for (const argument of next.arguments) pending.push(argument);
    } else if (next.kind === 'binary') pending.push(next.left, next.right);
    else if (next.kind === 'unary') pending.push(next.operand);
    else if (next.kind === 'conditional') pending.push(next.condition, next.consequent, next.alternate);
    else if (next.kind === 'withLookup') pending.push(next.input);
  }
  return found;
}

/** Declares one name, which has these equations. */
function declare(
  name: string,
  equations: readonly ResolvedEquation[],
  scope: Scope,
  analysis: Analysis,
): void {
  const { equation } = equations[0];
  const global = scope.parent === null ? GLOBALS.findIndex((known) => known.toLowerCase() === name) : -1;
  if (global === 0) throw new InputError('Time is set by the machine; rename this variable', equation.at);
  const isTables = definesTables(equations, analysis);
  const positions = positionsOf(equations, analysis.dimensions);
  const owners = ownersOf(equations, positions, analysis.dimensions);
  const array = {
    name: `${scope.prefix}${equation.name.replace(/\s+/g, ' ').trim()}`,
    positions,
    indices: new Int32Array(owners.length).fill(-1),
    graphs: new Map<number, number>(),
  };
  if (isTables) {
    const tables = { kind: 'tables', ...array } as const;
    scope.names.set(name, tables);
    equations.forEach((resolved, number) => {
      addTables(tables, resolved, (flat) => owners[flat] === number, analysis);
    });
    return;
  }
  const values = { kind: 'values', ...array } as const;
  scope.names.set(name, values);
  addVariables(values, equations, owners, { global, hidden: scope.macros.length > 0 }, analysis);
  equations.forEach((resolved, number) => {
    const pending: PendingEquation = { equation: resolved, array: values, scope, owners, number };
    if (isKnownAtOnce(resolved, analysis)) defineKnown(pending, analysis);
    else analysis.queue.push(pending);
  });
}

/** Whether a name stands for lookup tables; it cannot stand for both tables and values. */
function definesTables(equations: readonly ResolvedEquation[], { canonical }: Analysis): boolean {
  const tables = equations.filter(
    ({ equation: { definition } }) =>
      definition.kind === 'lookup' || externalCall(definition, canonical)?.kind === 'lookups',
  );
  if (tables.length > 0 && tables.length < equations.length) {
    const { name, at } = equations[0].equation;
    throw new InputError(
      `${quoted(name)} is defined both as a lookup table and by an equation, first at line ${at.line}`,
      equations[equations.length - 1].equation.at,
    );
  }
  return tables.length > 0;
}

/** A model variable for each element that has an equation. Those of the time settings exist already. */
function addVariables(
  { name, positions, indices }: ArrayOf<'values'>,
  equations: readonly ResolvedEquation[],
  owners: Int32Array,
  { global, hidden }: { readonly global: number; readonly hidden: boolean },
  { model, dimensions }: Analysis,
): void {
  for (const [flat, owner] of owners.entries()) {
    if (owner < 0) continue;
    const { at } = equations[owner].equation;
    if (global > 0) {
      model.locate(global, at);
      indices[flat] = global;
    } else indices[flat] = model.variable(`${name}${labelOf(flat, positions, dimensions)}`, at, hidden);
  }
}

/** The lookup tables of an equation's elements: one for all, or one each when they are read from a file. */
function addTables(
  { name, positions, indices }: ArrayOf<'tables'>,
  resolved: ResolvedEquation,
  owns: (flat: number) => boolean,
  { model, external, canonical }: Analysis,
): void {
  const { definition, name: written, at } = resolved.equation;
  const call = externalCall(definition, canonical)?.call;
  forElements(resolved, positions, (flat, _, index) => {
    if (!owns(flat)) return;
    if (definition.kind === 'lookup') {
      indices[flat] = model.sharedTable(name, definition.table);
      return;
    }
    if (!call) throw new InputError(`${quoted(written)} is no lookup table`, at);
    const { ordinals, sizes } = rangeOrdinals(resolved, index);
    const { times, values } = forEquationOf(name, () => external.series(call, ordinals, sizes));
    indices[flat] = model.table(name, { at: call.at, xs: times, ys: values, mode: 'interpolate' });
  });
}
