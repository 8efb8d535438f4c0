/** Running programs in this process, and what every way of running and timing them has in common. */

export type { Observation, Prepared, Technique } from './technique.js';
export {
  type Executable,
  execute,
  instantiate,
  resetMemories,
  runToEnd,
  type Vm,
} from './typescript/vm.js';
