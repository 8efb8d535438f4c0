/**
 * The engine: from a weighted corpus of code to the superinstructions worth having, and a bound on the best
 * set.
 */
export { type Bindings, freeByPart, freeBytes } from './bindings.js';
export { type BoundOptions, lowerBound, type Relaxation } from './bound.js';
export { type Candidate, type Candidates, type Limits, patternOf } from './candidate.js';
export { CandidateSet, type Choosable, growGreedily, shrinkGreedily } from './candidate-set.js';
export { findCandidates } from './candidates.js';
export {
  type Choice,
  type ChoiceSpace,
  choiceOf,
  choiceSpace,
  emptySet,
  type FirstSet,
  firstSet,
  isWithin,
  type NamedChoice,
  type NamedPatterns,
  NO_NAMED_PATTERNS,
  patternOfChoice,
} from './choices.js';
export { buildCorpus, type Corpus, type CorpusBlock } from './corpus.js';
export { type Costs, DISPATCHES, OBJECTIVES, type Objective, UNITS } from './costs.js';
export { costLeft, type Drift, measureDrift } from './drift.js';
export { kneeOf } from './knee.js';
export { enumerateCandidates } from './lattice.js';
export { mergeBlocks } from './merge-blocks.js';
export { occurrencesOf } from './occurrences.js';
export { type Ranking, rankSet, type Selected, type Selection } from './ranking.js';
export { type ImproveOptions, improve, movesFor, SEARCH_ENDS, type Search } from './search.js';
export { countSequences, type SequenceCount } from './sequences.js';
export { predictDispatches, type TiledProgram, tileProgram } from './tile.js';
export { MAX_TILE_LENGTH, type Tile, Tiling } from './tiling.js';
export {
  type Basis,
  SCHEMES,
  type Scheme,
  WEIGHTINGS,
  type Weighting,
  type Weights,
  weigh,
} from './weights.js';
