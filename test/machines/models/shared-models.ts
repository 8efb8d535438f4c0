import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseModelFile, readModel } from '../../../src/machines/models/read-model.js';
import { InputError } from '../../../src/util/input-error.js';
import { type Comparison, compare, readReference } from './reference-output.js';
import { simulate } from './reference-simulator.js';

/** How a shared model fared against its reference output. */
export interface Outcome {
  readonly model: string;
  readonly passed: boolean;
  /** What was compared, or why it did not pass. */
  readonly detail: string;
}

export { parseModelFile as parseModel, readModel as analyseModel };

/** All model files below a folder. */
export function modelFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(mdl|xmile|stmx)$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

/** Runs a model and compares it with the `output.tab` or `output.csv` beside it. */
export function runAgainstReference(path: string): Outcome {
  const model = `${basename(dirname(path))}/${basename(path)}`;
  try {
    const analysed = readModel(path, { dataFiles: dataFiles(path) });
    const results = simulate(analysed);
    const output = readdirSync(dirname(path)).find((file) => /^output\.(tab|csv)$/.test(file));
    if (!output) return { model, passed: false, detail: 'runs, but has no reference output' };
    const comparison = compare(analysed, results, readReference(join(dirname(path), output)));
    return { model, ...judge(comparison) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [problem] = error.problems;
    return { model, passed: false, detail: problem.message };
  }
}

/** The series beside a model that is run with data. */
function dataFiles(path: string): readonly string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((file) => /^data\.(tab|dat)$/.test(file))
    .map((file) => join(folder, file));
}

function judge({ compared, different, missing }: Comparison): Omit<Outcome, 'model'> {
  const [first] = different;
  if (first) {
    const detail = `${different.length} of ${compared} columns differ: ${first.name} at ${first.time} is ${first.actual}, not ${first.expected}`;
    return { passed: false, detail };
  }
  const lacking =
    missing.length > 0
      ? `; not in the model: ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ', …' : ''}`
      : '';
  return { passed: compared > 0, detail: `${compared} columns${lacking}` };
}
