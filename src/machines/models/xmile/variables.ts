import { InputError } from '../../../util/input-error.js';
import { canonicalName, type Equation, type Expression } from '../syntax.js';
import { define, type Ingredients, readIngredients, valueDefinition } from './definitions.js';
import {
  type IndexedDimension,
  readElementSubscripts,
  readName,
  readVariableDimensions,
} from './dimensions.js';
import { child, childrenNamed, type XmlElement } from './document.js';
import { equationText } from './equation-tags.js';
import { parseExpression } from './expressions.js';
import { flowTags } from './flows.js';
import { isBlank } from './lexer.js';
import type { ModelScope, XmileVariable } from './scope.js';
import { positionIn } from './text.js';

/** An equation but for what all equations of a variable share. */
type OwnEquation = Pick<Equation, 'name' | 'subscripts' | 'except' | 'definition'>;

/** The tags that define a variable. */
export function isVariableTag(name: string): name is XmileVariable['kind'] {
  return name === 'stock' || name === 'flow' || name === 'aux' || name === 'gf';
}

/** The equations of a variable. Throws an InputError at what is wrong with it. */
export function readVariable(
  element: XmlElement,
  kind: XmileVariable['kind'],
  scope: ModelScope,
): Equation[] {
  const name = readName(element);
  const at = positionIn(element.attributes.get('name')!, 0);
  if (kind === 'stock' && isSpecialStock(element)) {
    throw new InputError(
      `${name} is a conveyor, queue or oven, which is not supported: use a plain stock`,
      at,
    );
  }
  const variable: XmileVariable = {
    name,
    at,
    kind,
    dimensions: readVariableDimensions(element, scope.dimensions),
    isInput: element.attributes.get('access')?.value.trim().toLowerCase() === 'input',
    flows: kind === 'stock' ? flowTags(element) : [],
    scope,
  };
  const ingredients = readIngredients(element, kind, scope);
  const units = child(element, 'units')?.text.value.trim() ?? '';
  const documentation = child(element, 'doc')?.text.value.trim() ?? '';
  const equations = [...readEquations(variable, ingredients), ...namedTable(variable, ingredients)];
  return equations.map((equation) => ({ ...equation, at, units, documentation }));
}

/** `<conveyor>`, `<queue>` or a vendor's `<isee:oven>`. */
export function isSpecialStock(stock: XmlElement): boolean {
  return stock.children.some(({ name }) => /^(.*:)?(conveyor|queue|oven)$/.test(name));
}

function readEquations(variable: XmileVariable, whole: Ingredients): OwnEquation[] {
  const { dimensions, name } = variable;
  const elements = childrenNamed(whole.owner, 'element');
  if (elements.length > 0 && dimensions.length === 0) {
    throw new InputError(`${name} has an <element>, but no <dimensions>`, elements[0]!.at);
  }
  if (elements.length > 0) return elementEquations(variable, whole, elements);
  const equations = childrenNamed(whole.owner, 'eqn').filter(({ text }) => !isBlank(text.value));
  return equations.length > 1
    ? listedEquations(variable, whole, equations)
    : [wholeEquation(variable, whole, [])];
}

/** One equation for the whole variable, but for the elements in `except`. */
function wholeEquation(variable: XmileVariable, whole: Ingredients, except: Equation['except']): OwnEquation {
  const subscripts = variable.dimensions.map((dimension) => dimension.name);
  return { name: variable.name, subscripts, except, definition: define(variable, whole, subscripts) };
}

/** Several `<eqn>` in a row, as Vensim writes them: one for each element in row-major order. */
function listedEquations(
  variable: XmileVariable,
  whole: Ingredients,
  equations: readonly XmlElement[],
): OwnEquation[] {
  const { name, dimensions } = variable;
  const count = elementCount(dimensions);
  if (equations.length !== count) {
    const wanted = dimensions.length === 0 ? 'one' : `one, or one for each of its ${count} elements`;
    throw new InputError(`${name} has ${equations.length} equations: it needs ${wanted}`, equations[1]!.at);
  }
  return equations.map((equation, i) => {
    const subscripts = subscriptsAt(dimensions, i);
    return { name, subscripts, except: [], definition: define(variable, { ...whole, equation }, subscripts) };
  });
}

/** `<element>` tags with equations or graphical functions of their own, besides what the variable has. */
function elementEquations(
  variable: XmileVariable,
  whole: Ingredients,
  elements: readonly XmlElement[],
): OwnEquation[] {
  const { name, dimensions, scope, kind } = variable;
  const seen = new Map<string, readonly string[]>();
  const equations: OwnEquation[] = [];
  const tables: OwnEquation[] = [];
  for (const element of elements) {
    const own = readIngredients(element, kind, scope, whole);
    const table = whole.equation && !own.equation && child(element, 'gf') ? own.table : undefined;
    if (whole.equation && !own.equation && !table) continue;
    const subscripts = readElementSubscripts(element, dimensions);
    const key = JSON.stringify(subscripts.map(canonicalName));
    if (seen.has(key))
      throw new InputError(`${name} has the element ${subscripts.join(', ')} twice`, element.at);
    seen.set(key, subscripts);
    if (table)
      tables.push({
        name: tableName(variable),
        subscripts,
        except: [],
        definition: { kind: 'lookup', table },
      });
    else equations.push({ name, subscripts, except: [], definition: define(variable, own, subscripts) });
  }
  const isComplete = seen.size === elementCount(dimensions);
  if (tables.length > 0 && !(isComplete && equations.length === 0)) {
    const problem = `${name} has a graphical function for some of its elements only`;
    throw new InputError(`${problem}: add an <element> for each of the others`, variable.at);
  }
  if (tables.length > 0) return [...tables, tableCall(variable, whole)];
  return isComplete || !whole.equation
    ? equations
    : [...equations, wholeEquation(variable, whole, [...seen.values()])];
}

/** One equation for all elements, put through each element's own table: the tables are one arrayed lookup. */
function tableCall(variable: XmileVariable, { equation, nonNegative }: Ingredients): OwnEquation {
  const { name, at, scope } = variable;
  const subscripts = variable.dimensions.map((dimension) => dimension.name);
  const input = parseExpression(equationText(equation!), { dimensions: scope.dimensions, subscripts });
  const expression: Expression = {
    kind: 'call',
    name: tableName(variable),
    subscripts: subscripts.map((dimension) => ({ kind: 'name', name: dimension, reduce: false, at })),
    arguments: [input],
    outputs: [],
    at: input.at,
  };
  return { name, subscripts, except: [], definition: valueDefinition(expression, nonNegative) };
}

/** A name that no author writes, for the tables of a variable's elements. */
function tableName({ name }: XmileVariable): string {
  return `${name} <gf>`;
}

/** A `<gf>` that has a name of its own can be called like a function as well. */
function namedTable({ kind, name }: XmileVariable, { owner, table }: Ingredients): OwnEquation[] {
  const gf = kind === 'gf' ? undefined : child(owner, 'gf');
  if (!table || !gf?.attributes.has('name') || !child(gf, 'ypts')) return [];
  const own = readName(gf);
  if (canonicalName(own) === canonicalName(name)) return [];
  return [{ name: own, subscripts: [], except: [], definition: { kind: 'lookup', table } }];
}

function elementCount(dimensions: readonly IndexedDimension[]): number {
  return dimensions.reduce((count, { elements }) => count * elements.length, 1);
}

/** The subscripts of the i-th element in row-major order. */
function subscriptsAt(dimensions: readonly IndexedDimension[], i: number): string[] {
  const subscripts: string[] = [];
  let rest = i;
  for (const { elements } of dimensions.toReversed()) {
    subscripts.unshift(elements[rest % elements.length]!);
    rest = Math.floor(rest / elements.length);
  }
  return subscripts;
}
