import { basename } from 'node:path';
import { InputError, type Problem } from '../../../util/input-error.js';
import { canonicalName, type ModelFile, type ModuleModel } from '../syntax.js';
import { readDimensions, readName } from './dimensions.js';
import { child, childrenNamed, parseDocument, type XmlElement } from './document.js';
import { readMacro } from './macros.js';
import { type ModelContent, readBehavior, readModelElement } from './models.js';
import { attempt, throwIfAny, withShortMessages } from './problems.js';
import type { FileScope } from './scope.js';
import { readSimulation, withSettings } from './simulation.js';
import { positionIn } from './text.js';

/**
 * Parses an XMILE file (`.xmile`, `.stmx`, `.itmx`, `.xml`). Throws an InputError with all problems found,
 * each with its position in the XML text.
 */
export function parseXmile(text: string, file: string): ModelFile {
  return withShortMessages(() => parse(text, file));
}

function parse(text: string, file: string): ModelFile {
  const root = parseDocument(text, file);
  if (root.name !== 'xmile') {
    throw new InputError(
      `this is not an XMILE file: its outermost tag is <${root.name}>, not <xmile>`,
      root.at,
    );
  }
  const problems: Problem[] = [];
  const dimensions = readDimensions(root, problems);
  const scope = { dimensions, nonNegative: readBehavior(root, { stock: false, flow: false }), problems };
  const models = splitModels(root, problems);
  const content = readModelElement(models.root, null, scope);
  const simulation = attempt(problems, () => readSimulation(simulationSpecs(root, models.root), dimensions));
  const equations = attempt(problems, () => (simulation ? withSettings(simulation, content.equations) : []));
  const moduleModels = models.named.map((model) => readModuleModel(model, scope));
  const macros = childrenNamed(root, 'macro').flatMap(
    (macro) => attempt(problems, () => readMacro(macro, scope)) ?? [],
  );
  checkModules([content, ...moduleModels], moduleModels, problems);
  throwIfAny(problems);
  return {
    file,
    format: 'xmile',
    name: modelName(root, file),
    dimensions: [...dimensions.values()].map(({ byName: _, ...dimension }) => dimension),
    equations: equations!,
    macros,
    modules: content.modules,
    moduleModels,
    integration: simulation!.integration,
  };
}

/** The root model is the one without a name; where all have one, the first. */
function splitModels(root: XmlElement, problems: Problem[]): { root: XmlElement; named: XmlElement[] } {
  const models = childrenNamed(root, 'model');
  const isNamed = ({ attributes }: XmlElement) => Boolean(attributes.get('name')?.value.trim());
  const unnamed = models.filter((model) => !isNamed(model));
  if (unnamed.length > 1) {
    problems.push({ message: 'two models have no name: give all but one a name', at: unnamed[1]!.at });
  }
  const rootModel = unnamed[0] ?? models[0];
  if (!rootModel) throw new InputError('this file has no <model>', root.at);
  for (const { attributes, at } of models) {
    if (attributes.has('encryption-scheme')) {
      problems.push({ message: 'this model is encrypted: save it without a password', at });
    }
    const resource = attributes.get('resource');
    if (resource) {
      const message = 'a model in another file is not supported: put its content here';
      problems.push({ message, at: positionIn(resource, 0) });
    }
  }
  return { root: rootModel, named: models.filter((model) => model !== rootModel && isNamed(model)) };
}

function simulationSpecs(root: XmlElement, model: XmlElement): XmlElement {
  const specs = child(model, 'sim_specs') ?? child(root, 'sim_specs');
  if (specs) return specs;
  throw new InputError('this file has no <sim_specs>: add one with <start>, <stop> and <dt>', root.at);
}

function readModuleModel(element: XmlElement, scope: FileScope): ModuleModel {
  const specs = child(element, 'sim_specs');
  const name = readName(element);
  if (specs) {
    const message = `the model ${name} has a time of its own, which is not supported: remove this <sim_specs>`;
    scope.problems.push({ message, at: specs.at });
  }
  return { name, at: element.at, ...readModelElement(element, name, scope) };
}

/** Each module has to have its model, and each model a name of its own. */
function checkModules(
  contents: readonly ModelContent[],
  models: readonly ModuleModel[],
  problems: Problem[],
): void {
  const names = new Set<string>();
  for (const { name, at } of models) {
    const key = canonicalName(name);
    if (names.has(key)) problems.push({ message: `two models have the name ${name}`, at });
    names.add(key);
  }
  for (const { name, model, at } of contents.flatMap(({ modules }) => modules)) {
    if (names.has(canonicalName(model))) continue;
    problems.push({ message: `the module ${name} has no model: add <model name="${model}">`, at });
  }
}

function modelName(root: XmlElement, file: string): string {
  const header = child(root, 'header');
  const name = header && child(header, 'name')?.text.value.trim();
  return name || basename(file).replace(/\.[^.]+$/, '');
}
