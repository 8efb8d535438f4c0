import type { SourcePosition } from '../../../util/input-error.js';
import type { Expression, Role } from '../model.js';
import type { Expression as Syntax } from '../syntax.js';
import { addHidden, type Context, fail, giveUp } from './context.js';
import { expand } from './expand.js';
import { BUILTINS, type Builtin } from './functions.js';
import { expandMacro, macroOf } from './macros.js';
import { countOf, quoted } from './names.js';
import { textOf } from './print.js';
import { elementAt, find, flatten, ordinalsOf, predefined } from './references.js';
import type { ArrayOf, Declared } from './scopes.js';

export type Call = Extract<Syntax, { kind: 'call' }>;

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

/** What a call applies if it is no function. A plain variable may be called like the function that it uses. */
function tableNamed(call: Call, context: Context): Declared | undefined {
  const declared = find(call.name, context);
  const isPlain = declared?.kind === 'values' && declared.graphs.size === 0;
  const isFunction = () => macroOf(call, context) !== undefined || builtinOf(call, context) !== undefined;
  return isPlain && isFunction() ? undefined : declared;
}

/** The table that an argument names, as for LOOKUP FORWARD(table, x). */
export function tableOf(argument: Syntax | undefined, context: Context, at: SourcePosition): number {
  const declared = argument?.kind === 'reference' ? find(argument.name, context) : undefined;
  if (declared?.kind === 'faulty') return giveUp();
  if (argument?.kind !== 'reference' || !declared || declared.kind === 'bound') {
    return fail(context, 'this argument must be the name of a lookup table', argument?.at ?? at);
  }
  return tableAt(declared, argument, context);
}

function tableAt(
  declared: ArrayOf<'values'> | ArrayOf<'tables'>,
  reference: Pick<Call, 'name' | 'subscripts' | 'at'>,
  context: Context,
): number {
  const { subscripts, at } = reference;
  const ordinals = ordinalsOf(declared, subscripts, context, at).map((ordinal) =>
    typeof ordinal === 'number'
      ? ordinal
      : fail(context, 'the subscript of a lookup table must not vary during the run', at),
  );
  if (declared.kind === 'tables') return elementAt(declared, ordinals, context, at);
  const graph = declared.graphs.get(flatten(declared, ordinals));
  return graph ?? fail(context, `${quoted(declared.name)} is neither a function nor a lookup table`, at);
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
  const [least, most] = builtin.arguments;
  const given = call.arguments.length;
  if (given >= least && given <= most) return;
  const range = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  const expected = least === most ? countOf(least, 'argument') : `${range} arguments`;
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
