import { type DataSource, NO_DATA } from '../data/data-source.js';
import type { Model } from '../model.js';
import type { Macro, ModelFile } from '../syntax.js';
import { declareEquations } from './declarations/declare.js';
import { declareModules } from './declarations/modules.js';
import { expandEquation } from './expansion/equations.js';
import { expandExpression } from './expansion/expand.js';
import { DataVariables } from './external/data-variables.js';
import { ExternalReader } from './external/external-reader.js';
import { InitialValues } from './model/evaluate.js';
import { ModelBuilder, TIME } from './model/model-builder.js';
import { orderVariables } from './model/ordering.js';
import { createCanonical } from './names.js';
import { Problems } from './problems.js';
import type { Analysis } from './scope/context.js';
import { Dimensions } from './scope/dimensions.js';
import { createScope } from './scope/scopes.js';
import { requireSettings, settleTimeGrid } from './time-grid.js';

/*
 * The rooms of the analysis, each built on those before it only: limits, names and problems; `model`, the
 * equations written so far; `external`, values from files; `scope`, what names stand for and where an
 * expression is expanded; `references` to them; `functions` by family; `declarations`, which give every
 * variable its index; `expansion`, which gives every variable its role. What has to expand its parts from
 * further down calls `expand` of the context.
 */

export interface AnalysisOptions {
  /** Where external data come from; without one, a model that needs some is refused. */
  readonly data?: DataSource;
}

/**
 * What a model file means: names resolved, arrays, macros, modules, delays and smooths written out as scalar
 * equations, and both evaluation orders. Throws an InputError that names all that is wrong.
 */
export function analyse(file: ModelFile, { data = NO_DATA }: AnalysisOptions = {}): Model {
  const analysis = begin(file, data);
  const { model, problems, queue, root } = analysis;
  declareModules(file, analysis);
  declareEquations(file.equations, root, analysis);
  for (let next = 0; next < queue.length && !model.full; next++) {
    expandEquation(queue[next], analysis);
  }
  model.runDeferred();
  const notes = analysis.data.requireNeeded();
  problems.throwIfAny();
  requireSettings(analysis);
  problems.throwIfAny();
  const time = settleTimeGrid(analysis);
  const variables = model.finished();
  return {
    name: file.name,
    variables,
    tables: model.tables,
    notes,
    time,
    integration: file.integration,
    ...orderVariables(variables),
  };
}

function macrosByName(file: ModelFile, canonical: Analysis['canonical']): Analysis['macros'] {
  const macros = new Map<string, Macro[]>();
  for (const macro of file.macros) {
    const name = canonical(macro.name);
    const others = macros.get(name);
    if (others) others.push(macro);
    else macros.set(name, [macro]);
  }
  return macros;
}

function begin(file: ModelFile, source: DataSource): Analysis {
  const canonical = createCanonical();
  const problems = new Problems();
  const model = new ModelBuilder(canonical, { file: file.file, line: 1, column: 1 });
  const root = createScope(null, '', []);
  const external = new ExternalReader(source);
  const initialValues = new InitialValues(model);
  root.names.set('time', { kind: 'bound', expression: model.read(TIME) });
  return {
    file,
    canonical,
    dimensions: new Dimensions(file.dimensions, canonical, problems, external),
    macrosHaveOutputs: file.macros.some(({ outputs }) => outputs.length > 1),
    macros: macrosByName(file, canonical),
    model,
    problems,
    root,
    queue: [],
    initialValues,
    external,
    data: new DataVariables(model, initialValues, source, problems),
    expander: expandExpression,
    depth: 0,
    operations: 0,
  };
}
