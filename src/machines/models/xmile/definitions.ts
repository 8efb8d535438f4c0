import { InputError } from '../../../util/input-error.js';
import { canonicalName, type Definition, type Expression, type LookupTable } from '../syntax.js';
import { child, isTrue, type XmlElement } from './document.js';
import { equationText, filledChild } from './equation-tags.js';
import { parseEquation, parseExpression } from './expressions.js';
import { readFlows } from './flows.js';
import { identifier } from './lexer.js';
import type { ModelScope, XmileVariable } from './scope.js';
import { readTable } from './tables.js';

/** What a variable, or an `<element>` of it, holds to be defined by. */
export interface Ingredients {
  readonly owner: XmlElement;
  readonly equation: XmlElement | undefined;
  readonly initial: XmlElement | undefined;
  readonly table: LookupTable | undefined;
  readonly nonNegative: boolean;
}

/** The ingredients among the children of `owner`; an `<element>` falls back on those of its variable. */
export function readIngredients(
  owner: XmlElement,
  kind: XmileVariable['kind'],
  scope: ModelScope,
  variable?: Ingredients,
): Ingredients {
  const gf = kind === 'gf' ? owner : child(owner, 'gf');
  const option = child(owner, 'non_negative');
  const byDefault =
    variable?.nonNegative ?? (kind === 'stock' || kind === 'flow' ? scope.nonNegative[kind] : false);
  return {
    owner,
    equation: filledChild(owner, 'eqn'),
    initial: filledChild(owner, 'init_eqn'),
    table: gf ? readNamedTable(gf, scope) : variable?.table,
    nonNegative: option && (kind === 'stock' || kind === 'flow') ? isTrue(option.text) : byDefault,
  };
}

/** What the ingredients define for `subscripts`. Throws an InputError where they define nothing. */
export function define(
  variable: XmileVariable,
  ingredients: Ingredients,
  subscripts: readonly string[],
): Definition {
  const { kind, name, isInput } = variable;
  const { equation, initial, table, nonNegative, owner } = ingredients;
  const scope = { dimensions: variable.scope.dimensions, subscripts };
  if (kind === 'stock') {
    const value = equation ?? initial;
    if (!value) throw noEquation(variable, owner);
    const expression = parseExpression(equationText(value), scope);
    return { kind, initial: expression, ...readFlows(variable, subscripts), nonNegative };
  }
  if (!equation && table && kind !== 'flow') return { kind: 'lookup', table };
  if (!equation && isInput) return { kind: 'data', mode: null, expression: null };
  if (!equation) throw noEquation(variable, owner);

  const parsed = parseEquation(equationText(equation), scope);
  if (!('kind' in parsed)) {
    if (!table && !initial && !nonNegative) return { kind: 'constants', values: parsed };
    throw new InputError(`${name} is given as a list: write an equation for each <element>`, equation.at);
  }
  const { at } = parsed;
  const value: Expression = table ? { kind: 'withLookup', input: parsed, table, at } : parsed;
  if (!initial) return valueDefinition(value, nonNegative);
  const list = [value, parseExpression(equationText(initial), scope)];
  const call = {
    kind: 'call',
    name: 'ACTIVE INITIAL',
    subscripts: [],
    arguments: list,
    outputs: [],
    at,
  } as const;
  return valueDefinition(call, nonNegative);
}

/** The definition of a flow or auxiliary by an expression. */
export function valueDefinition(expression: Expression, nonNegative: boolean): Definition {
  return nonNegative ? { kind: 'nonNegativeFlow', expression } : { kind: 'expression', expression };
}

/** The table of a `<gf>`, which may just name another one. */
function readNamedTable(gf: XmlElement, scope: ModelScope): LookupTable {
  const name = gf.attributes.get('name');
  const named =
    name && !child(gf, 'ypts') ? scope.tables.get(canonicalName(identifier(name.value))) : undefined;
  return readTable(named ?? gf);
}

function noEquation({ kind, name }: XmileVariable, owner: XmlElement): InputError {
  const subscript = owner.name === 'element' ? `[${owner.attributes.get('subscript')?.value}]` : '';
  const what = kind === 'stock' ? 'initial value' : 'equation';
  return new InputError(`${name}${subscript} has no ${what}: write it in <eqn>`, owner.at);
}
