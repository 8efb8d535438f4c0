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
export type { CallLog } from './probes/calls.js';
export { type ProbePlan, planProbes } from './probes/plan.js';
export { type ProbeResult, probeTechnique } from './probes/probe.js';
export type { ProbeMachine } from './probes/probe-machine.js';
export type { ProbeDifference } from './probes/probe-run.js';
export type { Cell, JumpWay, Probe } from './probes/sections.js';
export type { EditSource, Observation, Prepared, Technique } from './technique.js';
export { switchLoop } from './typescript/switch.js';
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
export { branchTable } from './wasm/techniques.js';
