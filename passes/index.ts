/** The contract that passes keep, the runner, the pipelines and every pass. Nothing here needs Node. */
export type { Artifacts, BoundWithin, ChosenSet } from './artifacts.js';
export { boundPass } from './bound.js';
export { type CalibrateOptions, calibratePass } from './calibrate.js';
export { type ComparedSets, comparePass } from './compare.js';
export { type CompilePassOptions, compilePass } from './compile.js';
export { type Config, defineConfig } from './config.js';
export { countSequencesPass } from './count-sequences.js';
export { crossValidatePass, type Fold, type FoldInput, type JudgeFolds } from './cross-validate.js';
export { decidePass, type Overrides } from './decide.js';
export { fusePass } from './fuse.js';
export { type GenerateOptions, generatePass, notesOf, type TemplateSource } from './generate.js';
export { judgeHandMadePass } from './judge-hand-made.js';
export { keepOrderPass } from './keep-order.js';
export { measureDriftPass } from './measure-drift.js';
export { measureReachPass } from './measure-reach.js';
export { mergePass } from './merge.js';
export { mergeBlocksPass } from './merge-blocks.js';
export { type LimitOptions, limitsOn, minePass } from './mine.js';
export {
  type AnyPass,
  type ArtifactName,
  definePass,
  type Pass,
  type PassContext,
  type RunInner,
} from './pass.js';
export {
  after,
  before,
  checkPipeline,
  type Edit,
  editPipeline,
  type Pipeline,
  pipeline,
  replace,
  requireKnownPasses,
} from './pipeline.js';
export {
  choosing,
  deciding,
  everyPass,
  explaining,
  type MainOptions,
  mainJob,
  proving,
  tracing,
} from './pipelines.js';
export { type ProbePassOptions, probePass } from './probe.js';
export { provePass } from './prove.js';
export { rankPass } from './rank.js';
export { reportPass } from './report.js';
export { type FusedRun, type RerunOptions, RUNNING, rerunPass } from './rerun.js';
export {
  Cancelled,
  type ProgressEvent,
  plan,
  type RunRequest,
  type RunResult,
  runPipeline,
} from './runner.js';
export { schedulePass } from './schedule.js';
export { seedPass } from './seed.js';
export { selectPass } from './select.js';
export { summarisePass } from './summarise.js';
export { tilePass } from './tile.js';
export { timePass } from './time.js';
export { type TraceOptions, tracePass, tracePrograms } from './trace.js';
export { type VerifyOptions, verifyPass, verifyPrograms } from './verify.js';
export { verifyTargetsPass } from './verify-targets.js';
export { weighPass } from './weigh.js';
