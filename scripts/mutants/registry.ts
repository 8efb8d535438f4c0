import { techniquesOf } from '../../src/execution/techniques.js';
import { meaning } from './meaning.js';
import type { MutatedStage } from './mutant.js';
import { printedStage } from './printed-stage.js';

/** In the order in which a superinstruction comes into being. */
export const STAGES: readonly MutatedStage[] = [
  meaning,
  ...['ts', 'wasm', 'c', 'rust', 'go'].flatMap((target) => techniquesOf(target).map(printedStage)),
];
