/** The instruction-set language: what an `.isa` file says, and what follows from it. */

export type { ExternEffect } from './extern-effect.js';
export { FLOW_FLAGS, type Flow, type FlowFlag } from './flow.js';
export { extendIsa, type FusedIsa } from './fuse.js';
export * from './isa.js';
export { parseIsa } from './parse.js';
export {
  type Binding,
  endsBlock,
  formatPattern,
  type Pattern,
  type PatternPart,
  parsePattern,
  patternPayload,
} from './pattern.js';
export * from './semantics.js';
