import type { Expression, Role } from '../../model.js';
import type { Call } from '../../syntax.js';
import { expandMacro, macroOf } from '../declarations/macros.js';
import type { Builtin } from '../functions/builtin.js';
import { BUILTINS } from '../functions/registry.js';
import { countOf, quoted } from '../names.js';
import { fail, giveUp } from '../problems.js';
import { find, predefined } from '../references/name-resolution.js';
import { tableAt } from '../references/tables.js';
import { type Context, expand } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { addHidden } from '../scope/hidden-variables.js';
import type { Declared } from '../scope/scopes.js';

/** A call in an expression: a lookup table, a macro or a built-in function. */
export function expandCall(call: Call, context: Context): Expression {
  const declared = tableNamed(call, context);
  if (declared) return applyTable(declared, call, context);
  const macro = macroOf(call, context);
  if (macro) return expandMacro(macro, call, context);
  const builtin = builtinOf(call, context);
  if (!builtin) {
    const value = call.arguments.length === 0 ? predefined(call.name, context) : undefined;
    return value ?? unknownFunction(call, context);
  }
  checkArguments(builtin, call, context);
  if (builtin.value) return builtin.value(call, context);
  const hidden = addHidden(context, `#${textOf(call)}#`, null);
  const role = builtin.role(call, context, hidden);
  if (role) context.analysis.model.define(hidden, role);
  return context.analysis.model.read(hidden);
}

/** The role that a call at the top of an equation gives its variable, if it is not just a value. */
export function roleOfCall(call: Call, context: Context, variable: number): Role | null | undefined {
  if (tableNamed(call, context) || context.analysis.macros.has(context.analysis.canonical(call.name))) {
    return undefined;
  }
  const builtin = builtinOf(call, context);
  if (!builtin || builtin.value) return undefined;
  checkArguments(builtin, call, context);
  return builtin.role(call, context, variable);
}

/** What a call applies if it is not a function. A plain variable may have the name of a function it uses. */
function tableNamed(call: Call, context: Context): Declared | undefined {
  const declared = find(call.name, context);
  const isPlain = declared?.kind === 'values' && declared.graphs.size === 0;
  const isFunction = () => macroOf(call, context) !== undefined || builtinOf(call, context) !== undefined;
  return isPlain && isFunction() ? undefined : declared;
}

function applyTable(declared: Declared, call: Call, context: Context): Expression {
  if (declared.kind === 'faulty') return giveUp();
  if (declared.kind === 'bound') {
    return fail(context, `${quoted(call.name)} is neither a function nor a lookup table`, call.at);
  }
  const table = tableAt(declared, call, context);
  const [input] = call.arguments;
  if (!input || call.arguments.length !== 1) {
    return fail(
      context,
      `lookup table ${quoted(call.name)} takes one argument, not ${call.arguments.length}`,
      call.at,
    );
  }
  const opcode = context.analysis.model.lookups[table];
  return { kind: 'lookup', opcode, table, input: expand(input, context) };
}

function builtinOf(call: Call, context: Context): Builtin | undefined {
  return BUILTINS[context.analysis.file.format].get(context.analysis.canonical(call.name));
}

function checkArguments(builtin: Builtin, call: Call, context: Context): void {
  const [min, max] = builtin.arguments;
  const given = call.arguments.length;
  if (given >= min && given <= max) return;
  const range = max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
  const expected = min === max ? countOf(min, 'argument') : `${range} arguments`;
  fail(context, `${call.name.toUpperCase()} takes ${expected}, not ${given}`, call.at);
}

function unknownFunction(call: Call, context: Context): never {
  const { analysis } = context;
  const suggestion = analysis.problems.suggest(analysis.canonical(call.name), () => [
    ...BUILTINS[analysis.file.format].keys(),
    ...analysis.macros.keys(),
    ...context.scope.names.keys(),
  ]);
  return fail(context, `there is no function or lookup table ${quoted(call.name)}${suggestion}`, call.at);
}
