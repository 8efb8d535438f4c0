import { analyse } from '../../../../src/machines/models/analysis/analyse.js';
import type { DataSource } from '../../../../src/machines/models/data/data-source.js';
import type { Model } from '../../../../src/machines/models/model.js';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { memorySource } from '../data/memory-source.js';
import { type Run, runModel, vensim } from './run.js';

/** Vensim models with external data. */

type Settings = Parameters<typeof vensim>[1];

export const analyseWith = (equations: string, data: DataSource, settings?: Settings): Model =>
  analyse(parseVensim(vensim(equations, settings), 'model.mdl'), { data });

export const runWith = (equations: string, data: DataSource, settings?: Settings): Run =>
  runModel(analyseWith(equations, data, settings));

/** A source of these points and no files. */
export const points = (variables: Parameters<typeof memorySource>[1]) => memorySource({}, variables);
