/** What runs write: a schema, a type and a file name for each. */
export type { Calibration, Executed, Measurement } from './calibration.js';
export type { Comparison } from './comparison.js';
export { contentDigest } from './content-digest.js';
export { costsArtifact, type MeasuredCosts } from './costs.js';
export {
  type CrossValidation,
  crossValidationArtifact,
  type FamilyValidation,
  type Validation,
} from './cross-validation.js';
export {
  type Difference,
  type Evidence,
  evidenceArtifact,
  failures,
  LEVELS,
  type Level,
  type ProgramEvidence,
  type SuperinstructionEvidence,
  weakestLevel,
} from './evidence.js';
export { formatArtifact } from './format.js';
export { type Manifest, manifestArtifact } from './manifest.js';
export { costsOf, DEFAULT_OPTIONS, type MiningOptions, SCHEDULINGS, type Scheduling } from './options.js';
export { parseArtifact } from './parse.js';
export { formatProfile, profileArtifact, profileDigest } from './profile.js';
export { profileImporter } from './profile-importer.js';
export { requireMachine, requireMinedFrom, requirePrograms } from './require.js';
export type { ArtifactKind } from './schema.js';
export {
  type HandMadeResult,
  type ProgramSummary,
  type Results,
  type SchedulingSummary,
  type Stated,
  type Summary,
  summaryArtifact,
  type Total,
} from './summary.js';
export {
  chosenPatterns,
  type Decisions,
  decisionsArtifact,
  decisionsDigest,
  readPatterns,
  type SchedulingResult,
} from './superinstructions.js';
export { describeDifference, type TargetDifference, type TargetEvidence } from './target-evidence.js';
export type { PredictorReach, ProgramTimings, TargetTimings, TechniqueTiming } from './timings.js';
