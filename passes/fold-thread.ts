import { parentPort, workerData } from 'node:worker_threads';
import { type Fold, type FoldInput, judgeFold } from './cross-validate.js';

/** The module of a thread that judges one fold after the other, as it is sent them. */
parentPort?.on('message', (fold: Fold) => parentPort?.postMessage(judgeFold(workerData as FoldInput, fold)));
