/** Running programs in this process, and what every way of running and timing them has in common. */

export { DEFAULT_MAX_DISPATCHES, DispatchLimitError } from './dispatch-limit.js';
export {
  type FindOptions,
  findNonFinite,
  type NonFinite,
  type Operation,
  type StoredNumber,
} from './find-non-finite.js';
export type { ProbeBlock, ProbeOptions, ProbeStep } from './probes/block.js';
export { type ProbePlan, planProbes } from './probes/plan.js';
export { type ProbeResult, probeTechnique } from './probes/probe.js';
export type { ProbeDifference } from './probes/probe-run.js';
export type { EditSource, Observation, Prepared, Technique } from './technique.js';
export {
  type Ending,
  type Executable,
  execute,
  instantiate,
  type MemoryArray,
  resetMemories,
  runToEnd,
  type Vm,
} from './typescript/vm.js';
