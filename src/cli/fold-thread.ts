import { parentPort, workerData } from 'node:worker_threads';
import { type Fold, judgeFold } from '../../passes/cross-validate.js';
import type { RunInner } from '../../passes/pass.js';
import { deciding } from '../../passes/pipelines.js';
import { runPipeline } from '../../passes/runner.js';
import { InputError } from '../util/input-error.js';
import type { FoldAnswer, FoldThreadData } from './fold-threads.js';
import { openSetup } from './setup.js';

/** The module of a thread that judges one fold after the other, as it is sent them. */
const { input, options, configPath } = workerData as FoldThreadData;

parentPort?.on('message', async (fold: Fold) => {
  const setup = await openSetup(
    configPath === null ? { 'no-config': true } : { config: configPath },
    process.cwd(),
  );
  const inner = setup.edit(deciding(options));
  // Choosing a set counts only: no function of the machine is called.
  const machine = { ...input.machine, runtime: {}, extensions: [], compile: unavailable };
  const run: RunInner = async (passes, request) => (await runPipeline(passes, request)).artifacts;
  parentPort?.postMessage(
    await judge(() => judgeFold({ ...input, machine }, fold, options.mining, inner, run)),
  );
});

/** What is wrong with the input is no error of the thread: the command says it. */
async function judge(fold: () => Promise<number[]>): Promise<FoldAnswer> {
  try {
    return { left: await fold() };
  } catch (error) {
    if (error instanceof InputError) return { problems: error.problems };
    throw error;
  }
}

function unavailable(): never {
  throw new Error('a thread that judges folds compiles nothing');
}
