import type { Expression } from '../model.js';
import type { Macro, Expression as Syntax } from '../syntax.js';
import type { Call } from './calls.js';
import { addHidden, type Context, fail } from './context.js';
import { declareEquations } from './declare.js';
import { expand } from './expand.js';
import { countOf, quoted } from './names.js';
import { textOf } from './print.js';
import { find } from './references.js';
import { createScope, type Declared, rootOf, type Scope } from './scopes.js';

/** A macro call: its equations are written out once more, as hidden variables. The value is the first output. */
export function expandMacro(macro: Macro, call: Call, context: Context): Expression {
  return macroOutput(macro, call, 0, context);
}

/** Output `place` of a call; 0 is its value, the others are those after the colon: `f(a, b : x, y)`. */
export function macroOutput(macro: Macro, call: Call, place: number, context: Context): Expression {
  const scope = instance(macro, call, context);
  const name = macro.outputs[place];
  const declared = name === undefined ? undefined : scope.names.get(context.analysis.canonical(name));
  if (name === undefined || declared?.kind !== 'values' || declared.positions.length > 0) {
    return fail(
      context,
      `macro ${quoted(macro.name)} has no equation for its output ${quoted(name ?? macro.name)}`,
      macro.at,
    );
  }
  return context.analysis.model.read(declared.indices[0]);
}

/** The macro that a call names: of several the one with as many inputs, or else with most. */
export function macroOf(call: Call, { analysis }: Pick<Context, 'analysis'>): Macro | undefined {
  const macros = analysis.macros.get(analysis.canonical(call.name));
  return macros?.findLast(({ inputs }) => inputs.length === call.arguments.length) ?? macros?.at(-1);
}

function instance(macro: Macro, call: Call, context: Context): Scope {
  const { scope: caller } = context;
  if (call.outputs.length === 0) return instantiate(macro, call, context);
  const key = [context.elements, ...context.reduced.values()].join(';');
  const byKey = caller.instances.get(call) ?? new Map<string, Scope>();
  caller.instances.set(call, byKey);
  const known = byKey.get(key);
  if (known) return known;
  if (call.outputs.length >= macro.outputs.length) {
    const available = macro.outputs.length - 1;
    fail(
      context,
      `macro ${quoted(macro.name)} has ${available} outputs besides its value, not ${call.outputs.length}`,
      call.at,
    );
  }
  const created = instantiate(macro, call, context);
  byKey.set(key, created);
  return created;
}

function instantiate(macro: Macro, call: Call, context: Context): Scope {
  const { analysis, scope: caller } = context;
  const name = analysis.canonical(macro.name);
  if (caller.macros.includes(name)) {
    const chain = [...caller.macros.slice(caller.macros.indexOf(name)), name].join(' -> ');
    fail(context, `macro ${quoted(macro.name)} calls itself: ${chain}`, call.at);
  }
  if (call.arguments.length !== macro.inputs.length) {
    fail(
      context,
      `macro ${quoted(macro.name)} takes ${countOf(macro.inputs.length, 'argument')} (${macro.inputs.join(', ')}), not ${call.arguments.length}`,
      call.at,
    );
  }
  const text = `#${textOf(call)}${context.label}`;
  const scope = createScope(rootOf(caller), `${text}>`, [...caller.macros, name]);
  macro.inputs.forEach((input, place) => {
    const argument = call.arguments[place];
    scope.names.set(analysis.canonical(input), bind(argument, `${text}>${input}`, context));
  });
  declareEquations(macro.equations, scope, analysis);
  return scope;
}

/** An argument: a variable or table goes in as it is, anything else as a hidden variable. */
function bind(argument: Syntax, name: string, context: Context): Declared {
  if (argument.kind === 'reference' && argument.subscripts.length === 0) {
    const declared = find(argument.name, context);
    if (declared) return declared;
  }
  const expression = expand(argument, context);
  if (expression.kind === 'number' || expression.kind === 'variable') return { kind: 'bound', expression };
  const { label: _, ...unlabelled } = context;
  const variable = addHidden({ ...unlabelled, label: '' }, name, {
    kind: 'auxiliary',
    expression,
    initial: null,
  });
  return { kind: 'bound', expression: context.analysis.model.read(variable) };
}
