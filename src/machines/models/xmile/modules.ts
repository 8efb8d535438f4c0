import { InputError } from '../../../util/input-error.js';
import { canonicalName, type Equation, type ModuleInstance } from '../syntax.js';
import { readName } from './dimensions.js';
import { childrenNamed, type XmlElement } from './document.js';
import { qualifiedName } from './lexer.js';
import { positionIn } from './text.js';

/** A variable gets its value from another. */
interface Connection {
  readonly to: string;
  readonly from: string;
  readonly element: XmlElement;
}

/** The modules of one model, and the connections that set variables of the model itself. */
export interface Modules {
  readonly instances: readonly ModuleInstance[];
  readonly inputs: readonly Connection[];
}

/**
 * Reads the `<module>` tags of a model, whose name is null for the root. A connection may stand in any of
 * them, or in several: it is moved to the module that has the variable it sets, and its names are made
 * relative to the model. Throws an InputError at what is wrong with a module.
 */
export function readModules(elements: readonly XmlElement[], model: string | null): Modules {
  const modules = elements.map((element) => ({ element, name: readName(element) }));
  const inputs = new Map<string, Connection>();
  const connections = new Map(
    modules.map(({ name }) => [canonicalName(name), new Map<string, Connection>()]),
  );
  for (const { element, name } of modules) {
    // isee writes a connection twice: as <connect>, with names seen from the root, and as <connect2>, from
    // the model.
    for (const tag of [...childrenNamed(element, 'connect2'), ...childrenNamed(element, 'connect')]) {
      const to = readPath(tag, 'to');
      const from = readPath(tag, 'from');
      if (to === null || from === null) continue;
      const connection = { from: ownVariable(from, model) ?? from, element: tag };
      const own = ownVariable(to, model) ?? (tag.name === 'connect2' && !to.includes('.') ? to : null);
      const [target, variable] = splitAtPoint(own ?? to);
      const moved = variable !== null && connections.get(canonicalName(target));
      if (moved) setOnce(moved, { ...connection, to: variable });
      else if (own !== null) setOnce(inputs, { ...connection, to: own });
      else setOnce(connections.get(canonicalName(name))!, { ...connection, to });
    }
  }
  const instances = modules.map(({ element, name }) => ({
    name,
    at: positionIn(element.attributes.get('name')!, 0),
    model: modelName(element, name),
    connections: [...connections.get(canonicalName(name))!.values()].map(({ to, from }) => ({ to, from })),
  }));
  return { instances, inputs: [...inputs.values()] };
}

/**
 * The equations of a model after `inputs` replace what they set. Throws an InputError where they set nothing.
 */
export function withInputs(equations: readonly Equation[], inputs: Modules['inputs']): Equation[] {
  const names = new Set(equations.map(({ name }) => canonicalName(name)));
  const sources = new Map(inputs.map((connection) => [canonicalName(connection.to), connection]));
  for (const { to, element } of inputs) {
    if (!names.has(canonicalName(to))) {
      throw new InputError(`this connects ${to}, but the model has no variable of that name`, element.at);
    }
  }
  return equations.map((equation) => {
    const source = sources.get(canonicalName(equation.name));
    if (!source) return equation;
    const expression = {
      kind: 'reference',
      name: source.from,
      subscripts: [],
      at: source.element.at,
    } as const;
    return { ...equation, definition: { kind: 'expression', expression } };
  });
}

function modelName(module: XmlElement, name: string): string {
  const resource = module.attributes.get('resource');
  if (resource) {
    const problem = `the module ${name} is in another file, which is not supported`;
    throw new InputError(`${problem}: put its <model> into this one`, positionIn(resource, 0));
  }
  const attribute = [...module.attributes.keys()].find((key) => /^(.*:)?model(_name)?$/.test(key));
  return attribute ? readName(module, attribute) : name;
}

/** A qualified name without its quotes; null where a connection has not been made yet. */
function readPath(tag: XmlElement, attribute: 'to' | 'from'): string | null {
  const text = tag.attributes.get(attribute);
  if (!text) throw new InputError(`<${tag.name}> needs the attribute ${attribute}`, tag.at);
  return text.value.trim() === '' ? null : qualifiedName(text);
}

/** The variable of the model itself that a path names: `.x` in the root, `Model.x` in another. */
function ownVariable(path: string, model: string | null): string | null {
  const [first, variable] = splitAtPoint(path);
  return variable !== null && canonicalName(first) === canonicalName(model ?? '') ? variable : null;
}

function splitAtPoint(path: string): readonly [string, string | null] {
  const point = path.indexOf('.');
  return point < 0 ? [path, null] : [path.slice(0, point), path.slice(point + 1)];
}

function setOnce(connections: Map<string, Connection>, connection: Connection): void {
  const key = canonicalName(connection.to);
  if (!connections.has(key)) connections.set(key, connection);
}
