import { meaning } from './meaning.js';
import type { MutatedStage } from './mutant.js';

/** In the order in which a superinstruction comes into being. */
export const STAGES: readonly MutatedStage[] = [meaning];
