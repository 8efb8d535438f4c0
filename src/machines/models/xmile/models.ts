import { canonicalName, type Equation, type ModuleInstance } from '../syntax.js';
import { child, childrenNamed, isTrue, type XmlElement } from './document.js';
import { summarizeFlow } from './flows.js';
import { identifier } from './lexer.js';
import { readModules, withInputs } from './modules.js';
import { attempt } from './problems.js';
import type { FileScope, FlowSummary, ModelScope } from './scope.js';
import { isSpecialStock, isVariableTag, readVariable } from './variables.js';

/** What a `<model>`, or a `<macro>` with variables, holds. */
export interface ModelContent {
  readonly equations: readonly Equation[];
  readonly modules: readonly ModuleInstance[];
}

/** Reads the variables and modules of a model, whose name is null for the root. */
export function readModelElement(model: XmlElement, name: string | null, file: FileScope): ModelContent {
  const { problems } = file;
  const elements = variableElements(model);
  const scope = { ...file, nonNegative: readBehavior(model, file.nonNegative), ...indexed(elements) };
  const driven = drivenFlows(elements);
  const equations: Equation[] = [];
  for (const element of elements) {
    const { name: kind } = element;
    if (!isVariableTag(kind) || isDriven(element, driven)) continue;
    const read = attempt(problems, () => readVariable(element, kind, scope)) ?? [];
    for (const equation of read) equations.push(equation);
  }
  const tags = elements.filter((element) => element.name === 'module');
  const modules = attempt(problems, () => readModules(tags, name));
  const connected = attempt(problems, () => withInputs(equations, modules?.inputs ?? []));
  return { equations: connected ?? equations, modules: modules?.instances ?? [] };
}

/** The `<behavior>` of a file or model: what is non-negative unless a variable says otherwise. */
export function readBehavior(
  owner: XmlElement,
  inherited: FileScope['nonNegative'],
): FileScope['nonNegative'] {
  const behavior = child(owner, 'behavior');
  if (!behavior) return inherited;
  const general = child(behavior, 'non_negative');
  const read = (kind: 'stock' | 'flow'): boolean => {
    const specific =
      childrenNamed(behavior, kind)
        .map((tag) => child(tag, 'non_negative'))
        .find(Boolean) ?? general;
    return specific ? isTrue(specific.text) : inherited[kind];
  };
  return { stock: read('stock'), flow: read('flow') };
}

/** Old files have the variables right in the model; some programs put them into groups. */
function variableElements(model: XmlElement): XmlElement[] {
  const block = child(model, 'variables') ?? model;
  return block.children.flatMap((element) => (element.name === 'group' ? element.children : [element]));
}

function indexed(elements: readonly XmlElement[]): Pick<ModelScope, 'tables' | 'flows'> {
  const tables = new Map<string, XmlElement>();
  const flows = new Map<string, FlowSummary>();
  for (const element of elements) {
    if (!isVariableTag(element.name)) continue;
    const name = element.attributes.get('name');
    if (name) flows.set(canonicalName(identifier(name.value)), summarizeFlow(element));
    const gf = element.name === 'gf' ? element : child(element, 'gf');
    const tableName = gf?.attributes.get('name');
    if (gf && tableName && child(gf, 'ypts')) tables.set(canonicalName(identifier(tableName.value)), gf);
  }
  return { tables, flows };
}

/** The outflows of conveyors and queues: they have no equation, and only the stock is to blame. */
function drivenFlows(elements: readonly XmlElement[]): ReadonlySet<string> {
  const stocks = elements.filter((element) => element.name === 'stock' && isSpecialStock(element));
  const outflows = stocks.flatMap((stock) => childrenNamed(stock, 'outflow'));
  return new Set(outflows.map(({ text }) => canonicalName(identifier(text.value))));
}

function isDriven({ name, attributes }: XmlElement, driven: ReadonlySet<string>): boolean {
  return name === 'flow' && driven.has(canonicalName(identifier(attributes.get('name')?.value ?? '')));
}
