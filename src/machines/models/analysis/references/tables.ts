import type { SourcePosition } from '../../../../util/input-error.js';
import type { Call, Expression as Syntax } from '../../syntax.js';
import { quoted } from '../names.js';
import { fail, giveUp } from '../problems.js';
import type { Context } from '../scope/context.js';
import type { ArrayOf } from '../scope/scopes.js';
import { find } from './name-resolution.js';
import { elementAt } from './references.js';
import { flatten, ordinalsOf } from './subscripts.js';

/** The table that an argument names, as for LOOKUP FORWARD(table, x). */
export function tableOf(argument: Syntax | undefined, context: Context, at: SourcePosition): number {
  const declared = argument?.kind === 'reference' ? find(argument.name, context) : undefined;
  if (declared?.kind === 'faulty') return giveUp();
  if (argument?.kind !== 'reference' || !declared || declared.kind === 'bound') {
    return fail(context, 'this argument must be the name of a lookup table', argument?.at ?? at);
  }
  return tableAt(declared, argument, context);
}

/** The table of an element: its own, or the graph of a variable that has an equation too. */
export function tableAt(
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
