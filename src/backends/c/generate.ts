import type { FusedIsa } from '../../isa/fuse.js';
import type { Isa } from '../../isa/isa.js';
import { InputError } from '../../util/input-error.js';
import type { HostSources } from '../host.js';
import { printMachine } from './machine.js';
import { printPatterns } from './patterns.js';
import { computedGotoFile, type RunLoopFile, switchFile, tailCallFile } from './run-loops.js';
import { HARNESS, PROGRAM } from './template/files.js';
import { TILING } from './template/tiling.js';

export const C_FILES = [switchFile, computedGotoFile, tailCallFile] as const;

/** What the run loops need besides themselves. Throws an `InputError` when nothing implements the externs in C. */
export function commonFiles(isa: Isa | FusedIsa, host: HostSources): Map<string, string> {
  const text = host.texts?.c;
  if (text === undefined && isa.externs.length > 0)
    throw new InputError(`the machine ${isa.machine} has no functions in C`);
  return new Map([
    ['machine.h', printMachine(isa)],
    ['harness.h', HARNESS],
    ['main.h', PROGRAM],
    ['externs.h', text ?? ''],
  ]);
}

/** The peephole pass: patterns as data, and a function that tiles a basic block with them. */
export function tilingFiles(isa: FusedIsa): ReadonlyMap<string, string> {
  return new Map([
    ['patterns.h', printPatterns(isa)],
    ['tiling.h', TILING],
  ]);
}

/** A machine's handlers in C: one run loop for each dispatch technique, and what they share. */
export function generate(
  isa: Isa | FusedIsa,
  host: HostSources,
  files: readonly RunLoopFile[] = C_FILES,
): ReadonlyMap<string, string> {
  const all = commonFiles(isa, host);
  for (const file of files) all.set(file.file, file.print(isa));
  return all;
}
