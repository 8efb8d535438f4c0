import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import type { HostSources } from './host.js';

/**
 * Bytes of V8 bytecode of each function that `createInterpreter` of a printed run loop (a script without
 * types) makes, by its name. Empty when it cannot be measured.
 */
export type MeasureRunLoop = (
  runLoop: string,
  isa: Isa,
  split?: readonly (readonly number[])[],
) => Readonly<Record<string, number>>;

/** Files by path relative to the folder of their target. */
export type GeneratedFiles = ReadonlyMap<string, string | Uint8Array>;

/** Begins a line in the head of a file that says what users should know of it. */
export const NOTE = '// Note: ';

/** The same where `\` begins a comment: behind a `#`, after which m4 expands nothing. */
export const NOTE_AFTER_BACKSLASH = '\\ # Note: ';

/** What printing files depends on besides the machine. */
export interface FileOptions {
  /** By superinstruction: how often it runs, the higher the oftener. */
  readonly heat: readonly number[];
  /** Tells V8 bytecode by its size; null where nobody can: sizes are then estimated. */
  readonly measure: MeasureRunLoop | null;
}

/**
 * What a back end prints: handlers, which need bodies in expressions and can be run; or rules that another
 * generator makes handlers by, from bodies that we need not know.
 */
export type Printed = 'handlers' | 'rules';

/** A language that handlers are printed in, with all that depends on it but how its code is run. */
export interface BackEnd {
  /** `c`: its name on the command line, of its folder, and of its runtime functions in `HostSources`. */
  readonly target: string;
  /** For people. */
  readonly language: string;
  /** Handlers if it does not say. */
  readonly prints?: Printed;
  /**
   * What `generate` writes for a machine with superinstructions: opcode table, run loops, and the patterns
   * for a peephole pass. Throws an `InputError` for a machine that has no runtime functions in this language.
   */
  files(isa: FusedIsa, host: HostSources, options: FileOptions): GeneratedFiles;
}
