import { InputError } from '../../../../util/input-error.js';
import type { ModelFile, ModuleInstance } from '../../syntax.js';
import { quoted } from '../names.js';
import type { Analysis } from '../scope/context.js';
import { createScope, type Scope } from '../scope/scopes.js';
import { declareEquations } from './declare.js';

/** Gives every XMILE module, and those inside it, a scope with its own copy of the equations. */
export function declareModules(file: ModelFile, analysis: Analysis): void {
  const { canonical, problems } = analysis;
  const models = new Map(file.moduleModels.map((model) => [canonical(model.name), model]));

  const instantiate = (
    instance: ModuleInstance,
    parent: Scope,
    within: readonly string[],
    outer: readonly Connection[],
  ): void => {
    const model = models.get(canonical(instance.model));
    if (!model) {
      const suggestion = problems.suggest(canonical(instance.model), () => models.keys());
      throw new InputError(
        `module ${quoted(instance.name)} is of model ${quoted(instance.model)}, which is not in this file${suggestion}`,
        instance.at,
      );
    }
    const name = canonical(instance.model);
    if (within.includes(name)) {
      throw new InputError(
        `module ${quoted(instance.name)} contains itself: ${[...within, name].join(' -> ')}`,
        instance.at,
      );
    }
    const scope = createScope(parent, `${parent.prefix}${instance.name}.`, parent.macros);
    parent.modules.set(canonical(instance.name), scope);
    const inner = new Set(model.modules.map((module) => canonical(module.name)));
    const connections = [...connectionsOf(instance, parent, inner, analysis), ...outer];
    for (const { to, from } of connections) {
      const [variable, ...rest] = to;
      if (variable !== undefined && rest.length === 0) scope.connections.set(variable, from);
    }
    for (const module of model.modules) {
      const deeper = connections.flatMap(({ to: [first, ...to], from }) =>
        to.length > 0 && first === canonical(module.name) ? [{ to, from }] : [],
      );
      instantiate(module, scope, [...within, name], deeper);
    }
    declareEquations(model.equations, scope, analysis);
  };
  for (const instance of file.modules) {
    problems.attempt(() => instantiate(instance, analysis.root, [], []));
  }
}

/** Sets an input of a module, or of one inside it. */
interface Connection {
  /** The canonical names of the modules on the way, and of the variable. */
  readonly to: readonly string[];
  readonly from: { readonly scope: Scope; readonly name: string };
}

/** Connections as seen from inside a module. What leads to it is left out of their paths. */
function connectionsOf(
  instance: ModuleInstance,
  scope: Scope,
  inner: ReadonlySet<string>,
  { canonical }: Analysis,
): readonly Connection[] {
  return instance.connections.map(({ to, from }) => {
    const path = canonical(to)
      .split('.')
      .map((part) => part.trim());
    const start = path.findIndex((part, index) => index < path.length - 1 && inner.has(part));
    return { to: path.slice(start < 0 ? -1 : start), from: { scope, name: canonical(from) } };
  });
}
