import type { Expression } from '../../model.js';
import type { Call, Macro, Expression as Syntax } from '../../syntax.js';
import { countOf, quoted } from '../names.js';
import { fail } from '../problems.js';
import { find } from '../references/name-resolution.js';
import { type Context, expand } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { addHidden } from '../scope/hidden-variables.js';
import { createScope, type Declared, resultOf, rootOf, type Scope } from '../scope/scopes.js';
import { declareEquations } from './declare.js';

/** A macro call: its equations are written out again, as hidden variables. The value is the first output. */
export function expandMacro(macro: Macro, call: Call, context: Context): Expression {
  return macroOutput(macro, call, 0, context);
}

/** One output of a call: number 0 is its value, the others are those after the colon: `f(a, b : x, y)`. */
export function macroOutput(macro: Macro, call: Call, output: number, context: Context): Expression {
  const scope = instance(macro, call, context);
  const name = macro.outputs[output];
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

/** A call without outputs is written out wherever it stands; one with outputs once for all of them. */
function instance(macro: Macro, call: Call, context: Context): Scope {
  if (call.outputs.length === 0) return instantiate(macro, call, context);
  const key = [context.elements, ...context.reduced.values()].join(';');
  return resultOf(context.scope.instances, call, key, () => {
    if (call.outputs.length >= macro.outputs.length) {
      const available = macro.outputs.length - 1;
      fail(
        context,
        `macro ${quoted(macro.name)} has ${available} outputs besides its value, not ${call.outputs.length}`,
        call.at,
      );
    }
    return instantiate(macro, call, context);
  });
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
  macro.inputs.forEach((input, index) => {
    const argument = call.arguments[index];
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
  const variable = addHidden({ ...context, label: '' }, name, {
    kind: 'auxiliary',
    expression,
    initial: null,
  });
  return { kind: 'bound', expression: context.analysis.model.read(variable) };
}
