import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FoldInput, JudgeFolds } from '../../passes/cross-validate.js';
import type { MainOptions } from '../../passes/pipelines.js';
import { InputError, type Problem } from '../util/input-error.js';

/** Dispatches left in each program of a fold, or what is wrong with the input. */
export type FoldAnswer = { readonly left: number[] } | { readonly problems: readonly Problem[] };

export interface FoldThreadData {
  readonly input: Omit<FoldInput, 'machine'> & {
    readonly machine: Pick<FoldInput['machine'], 'isa' | 'isaText'>;
  };
  readonly options: Pick<MainOptions, 'mining' | 'overrides'>;
  readonly configPath: string | null;
}

/**
 * Judges folds in a thread per core: the results are those of doing it in turn. Undefined where that gains
 * nothing.
 */
export function judgeInThreads(
  options: FoldThreadData['options'],
  configPath: string | null,
): JudgeFolds | undefined {
  const module = new URL('./fold-thread.js', import.meta.url);
  // Run from its TypeScript sources, there is no module that a thread could load.
  if (availableParallelism() < 2 || !existsSync(fileURLToPath(module))) return undefined;
  return async (input, folds) => {
    const { isa, isaText } = input.machine;
    const data: FoldThreadData = { input: { ...input, machine: { isa, isaText } }, options, configPath };
    const results: number[][] = new Array(folds.length);
    let next = 0;
    const work = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const worker = new Worker(module, { workerData: data });
        let current = -1;
        const advance = (): void => {
          if (next === folds.length) {
            void worker.terminate();
            resolve();
            return;
          }
          current = next++;
          worker.postMessage(folds[current]);
        };
        worker.on('error', reject);
        worker.on('message', (answer: FoldAnswer) => {
          if ('problems' in answer) {
            void worker.terminate();
            reject(new InputError(answer.problems));
            return;
          }
          results[current] = answer.left;
          advance();
        });
        advance();
      });
    const threads = Math.min(availableParallelism(), folds.length);
    await Promise.all(Array.from({ length: threads }, work));
    return results;
  };
}
