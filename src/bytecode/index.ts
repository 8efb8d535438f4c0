/** Programs and profiles as plain data, and what can be told of them without running anything. */
export { type AssembleOptions, assemble } from './assemble.js';
export { type Block, basicBlocks } from './blocks.js';
export { decompose, partsOf } from './decompose.js';
export { type DisassembledLine, disassemble, disassembleSection } from './disassemble.js';
export { mergeProfiles } from './merge-profiles.js';
export { describeOrigin, originsOf } from './origins.js';
export { describePlace, type Place } from './place.js';
export {
  dispatches,
  type HandMadeSet,
  instructionCount,
  originalOf,
  type Profile,
  type ProgramProfile,
  type SectionTransfer,
  type TracedBlock,
  type TracedProgram,
  tracedBlocks,
} from './profile.js';
export {
  type Action,
  type Code,
  type DecodedInstruction,
  decode,
  decodeSection,
  encode,
  type Origin,
  type PoolEntry,
  type Program,
  type Section,
  withoutOrigins,
} from './program.js';
export type { MachineRuntime, RunningMachine } from './running.js';
export { type Locate, type Validity, validate } from './validate.js';
