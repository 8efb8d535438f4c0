import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FusedIsa } from '../../isa/fuse.js';
import type { Isa } from '../../isa/isa.js';
import { InputError } from '../../util/input-error.js';
import { packageRoot } from '../../util/package-root.js';
import type { HostFunctions } from '../technique.js';
import { printMachine } from './machine.js';
import { printPatterns } from './patterns.js';
import { becomeFile, matchFile, type RunLoopFile } from './run-loops.js';

export const RUST_FILES = [matchFile, becomeFile] as const;

/** What the run loops need besides themselves. Throws an `InputError` when nothing implements the externs in Rust. */
export function commonFiles(isa: Isa | FusedIsa, host: Pick<HostFunctions, 'rust'>): Map<string, string> {
  if (host.rust === undefined && isa.externs.length > 0)
    throw new InputError(`the machine ${isa.machine} has no functions in Rust`);
  return new Map([
    ['machine.rs', printMachine(isa)],
    ['harness.rs', read('harness.rs')],
    ['externs.rs', host.rust ?? ''],
  ]);
}

/** A machine's handlers in Rust: one run loop for each dispatch technique, and what they share. */
export function generateRust(
  isa: Isa | FusedIsa,
  host: Pick<HostFunctions, 'rust'>,
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
    ['tiling.rs', read('tiling.rs')],
  ]);
}

function read(file: string): string {
  return readFileSync(join(packageRoot, 'src', 'backends', 'rust', file), 'utf8');
}
