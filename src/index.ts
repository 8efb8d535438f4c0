/**
 * The whole toolkit, but for what needs Node (`mine-superinstructions/node`): from programs of a bytecode VM
 * to the superinstructions worth having, their handlers, and the evidence that only the dispatches changed.
 */
export * from '../passes/index.js';
export * from './artifacts/index.js';
export * from './backends/index.js';
export * from './bytecode/index.js';
export * from './execution/index.js';
export type { ImportContext, ImportedFile, ImportedProfile, Importer } from './importers/importer.js';
export * from './isa/index.js';
export type {
  Compilation,
  CompiledSource,
  CompileOptions,
  Machine,
  Outputs,
  Source,
} from './machines/machine.js';
export * from './mining/index.js';
export * from './proof/index.js';
export * from './replay/index.js';
export { type ReportInput, renderReport } from './report/report.js';
export { formatProblem, InputError, type Problem, type SourcePosition } from './util/input-error.js';
