import { InputError } from '../../../input-error.js';
import type { ModelFile, ModuleInstance } from '../syntax.js';
import { declareEquations } from './declare.js';
import { quoted } from './names.js';
import { type Analysis, createScope, type Scope } from './scopes.js';

/** Gives every XMILE module, and those inside it, a scope with its own copy of the equations. */
export function declareModules(file: ModelFile, analysis: Analysis): void {
  const { canonical, problems } = analysis;
  const models = new Map(file.moduleModels.map((model) => [canonical(model.name), model]));

  const instantiate = (instance: ModuleInstance, parent: Scope, within: readonly string[]): void => {
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
    connect(instance, scope, analysis);
    for (const inner of model.modules) instantiate(inner, scope, [...within, name]);
    declareEquations(model.equations, scope, analysis);
  };
  for (const instance of file.modules) {
    problems.attempt(() => instantiate(instance, analysis.root, []));
  }
}

/** Connections say where a module's inputs come from. Those to a module inside it are that module's. */
function connect(instance: ModuleInstance, scope: Scope, { canonical }: Analysis): void {
  for (const { to, from } of instance.connections) {
    const inside = canonical(to).split('.').at(-1)?.trim() ?? '';
    scope.connections.set(inside, canonical(from));
  }
}
