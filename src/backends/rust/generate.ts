import type { FusedIsa } from '../../isa/fuse.js';
import type { Isa } from '../../isa/isa.js';
import { InputError } from '../../util/input-error.js';
import type { HostSources } from '../host.js';
import { printMachine } from './machine.js';
import { printPatterns } from './patterns.js';
import { becomeFile, matchFile, type RunLoopFile } from './run-loops.js';
import { HARNESS } from './template/files.js';
import { TILING } from './template/tiling.js';

export const RUST_FILES = [matchFile, becomeFile] as const;

/** What the run loops need besides themselves. Throws an `InputError` when nothing implements the externs in Rust. */
export function commonFiles(isa: Isa | FusedIsa, host: HostSources): Map<string, string> {
  const text = host.texts?.rust;
  if (text === undefined && isa.externs.length > 0)
    throw new InputError(`the machine ${isa.machine} has no functions in Rust`);
  return new Map([
    ['machine.rs', printMachine(isa)],
    ['harness.rs', HARNESS],
    ['externs.rs', text ?? ''],
  ]);
}

/** A machine's handlers in Rust: one run loop for each dispatch technique, and what they share. */
export function generate(
  isa: Isa | FusedIsa,
  host: HostSources,
  files: readonly RunLoopFile[] = RUST_FILES,
): ReadonlyMap<string, string> {
  const all = commonFiles(isa, host);
  for (const file of files) all.set(file.file, file.print(isa));
  return all;
}

/** The peephole pass: patterns as data, and a function that tiles a basic block with them. */
export function tilingFiles(isa: FusedIsa): ReadonlyMap<string, string> {
  return new Map([
    ['patterns.rs', printPatterns(isa)],
    ['tiling.rs', TILING],
  ]);
}
