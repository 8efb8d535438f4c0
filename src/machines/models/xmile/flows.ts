import { InputError } from '../../../util/input-error.js';
import { canonicalName, type Expression, type Reference, type Subscript } from '../syntax.js';
import { child, childrenNamed, textPosition, type XmlElement } from './document.js';
import { filledChild } from './equation-tags.js';
import { type EquationScope, parseExpression } from './expressions.js';
import { identifier, isBlank } from './lexer.js';
import type { FlowSummary, XmileVariable } from './scope.js';

/** The tags of a stock that hold its flows: a name, or for Vensim's net flow an expression. */
export function flowTags(stock: XmlElement): XmlElement[] {
  return stock.children.filter(
    ({ name, text }) => /^(inflow|outflow|(.*:)?netflow)$/.test(name) && !isBlank(text.value),
  );
}

export function summarizeFlow(element: XmlElement): FlowSummary {
  const block = child(element, 'dimensions');
  const names = block
    ? childrenNamed(block, 'dim').map(({ attributes }) => attributes.get('name')?.value ?? '')
    : [];
  return {
    dimensions: names.map((name) => canonicalName(identifier(name))),
    multiplier: filledChild(element, 'multiplier'),
  };
}

/** The flows in and out of the elements of a stock that have these subscripts. */
export function readFlows(
  variable: XmileVariable,
  subscripts: readonly string[],
): { readonly inflows: readonly Expression[]; readonly outflows: readonly Expression[] } {
  const inflows: Expression[] = [];
  const outflows: Expression[] = [];
  const scope = { dimensions: variable.scope.dimensions, subscripts };
  for (const tag of variable.flows) {
    if (tag.name === 'outflow') outflows.push(subscripted(flowReference(tag, scope), variable, subscripts));
    else if (tag.name === 'inflow') inflows.push(converted(flowReference(tag, scope), variable, subscripts));
    else inflows.push(parseExpression(tag.text, scope));
  }
  return { inflows, outflows };
}

/** A flow is given by its name, which some programs forget to quote. */
function flowReference(tag: XmlElement, scope: EquationScope): Reference {
  const at = textPosition(tag);
  const unquoted = { kind: 'reference', name: identifier(tag.text.value), subscripts: [], at } as const;
  try {
    const expression = parseExpression(tag.text, scope);
    return expression.kind === 'reference' ? expression : unquoted;
  } catch (error) {
    if (error instanceof InputError) return unquoted;
    throw error;
  }
}

/** Flows are named without subscripts: those of a single element are added where the flow has them. */
function subscripted(flow: Reference, variable: XmileVariable, subscripts: readonly string[]): Reference {
  const { dimensions, scope } = variable;
  const isWhole = dimensions.every(({ name }, i) => name === subscripts[i]);
  const summary = scope.flows.get(canonicalName(flow.name));
  if (isWhole || !summary || flow.subscripts.length > 0) return flow;
  const free = dimensions.map(({ name }, i) => ({ dimension: canonicalName(name), name: subscripts[i]! }));
  const found: Subscript[] = [];
  for (const dimension of summary.dimensions) {
    const index = free.findIndex((subscript) => subscript.dimension === dimension);
    if (index < 0) return flow;
    const [subscript] = free.splice(index, 1);
    found.push({ kind: 'name', name: subscript!.name, reduce: false, at: flow.at });
  }
  return { ...flow, subscripts: found };
}

/** What arrives downstream of a flow that has a unit conversion `<multiplier>`. */
function converted(flow: Reference, variable: XmileVariable, subscripts: readonly string[]): Expression {
  const { dimensions, flows } = variable.scope;
  const left = subscripted(flow, variable, subscripts);
  const multiplier = flows.get(canonicalName(flow.name))?.multiplier;
  if (!multiplier) return left;
  const right = parseExpression(multiplier.text, { dimensions, subscripts });
  return { kind: 'binary', operator: '*', left, right, at: right.at };
}
