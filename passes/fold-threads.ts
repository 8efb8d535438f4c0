import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Fold, type FoldInput, judgeFold } from './cross-validate.js';

/** Judges folds in a thread per core: the results are those of doing it in turn. */
export async function judgeInThreads(input: FoldInput, folds: readonly Fold[]): Promise<number[][]> {
  const module = new URL('./fold-thread.js', import.meta.url);
  const threads = Math.min(availableParallelism(), folds.length);
  // Run from its TypeScript sources, there is no module that a thread could load.
  if (threads < 2 || !existsSync(fileURLToPath(module))) return folds.map((fold) => judgeFold(input, fold));
  const results: number[][] = new Array(folds.length);
  let next = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(module, { workerData: input });
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
      worker.on('message', (left: number[]) => {
        results[current] = left;
        advance();
      });
      advance();
    });
  await Promise.all(Array.from({ length: threads }, work));
  return results;
}
