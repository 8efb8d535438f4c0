import type { SourcePosition } from '../../../../util/input-error.js';
import { type Expression, GLOBALS } from '../../model.js';
import { FINAL_TIME, INITIAL_TIME, TIME, TIME_STEP } from '../model/model-builder.js';
import { number } from '../model/operations.js';
import { quoted } from '../names.js';
import { fail } from '../problems.js';
import type { Context } from '../scope/context.js';
import { type Declared, declaredAs, rootOf } from '../scope/scopes.js';

const XMILE_NAMES: ReadonlyMap<string, Expression | number> = new Map<string, Expression | number>([
  ['time', TIME],
  ['dt', TIME_STEP],
  ['starttime', INITIAL_TIME],
  ['stoptime', FINAL_TIME],
  ['pi', number(Math.PI)],
  ['inf', number(Number.POSITIVE_INFINITY)],
]);

const GLOBAL_NAMES: ReadonlyMap<string, number> = new Map(
  GLOBALS.map((name, index) => [name.toLowerCase(), index]),
);

/** What a name was declared as. In macros `name$` is the model's own variable. */
export function find(name: string, context: Context): Declared | undefined {
  const canonical = context.analysis.canonical(name);
  const declared = declaredAs(context.scope, canonical);
  if (declared || !canonical.endsWith('$')) return declared;
  return declaredAs(rootOf(context.scope), canonical.slice(0, -1).trim());
}

/** TIME, DT, PI and the like, where the model does not define them itself. */
export function predefined(name: string, context: Context): Expression | undefined {
  const { analysis } = context;
  const canonical = analysis.canonical(name);
  const value =
    GLOBAL_NAMES.get(canonical) ??
    (analysis.file.format === 'xmile' ? XMILE_NAMES.get(canonical) : undefined);
  return typeof value === 'number' ? analysis.model.read(value) : value;
}

export function undefinedName(name: string, context: Context, at: SourcePosition): never {
  const { analysis, scope } = context;
  if (analysis.dimensions.dimension(name)) {
    fail(context, `dimension ${quoted(name)} is not among the subscripts on the left-hand side`, at);
  }
  const suggestion = analysis.problems.suggest(analysis.canonical(name), () => scope.names.keys());
  fail(context, `${quoted(name)} is not defined${suggestion}`, at);
}
