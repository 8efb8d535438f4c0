import { readFileSync } from 'node:fs';
import { parseIsa } from '../isa/parse.js';
import { InputError } from '../util/input-error.js';
import { ASSEMBLY_ENDING, compileAssembly } from './assembly.js';
import type { Machine } from './machine.js';

/**
 * The machine that an `.isa` file describes: its programs are assembly text. Throws an `InputError` where the
 * file is wrong. A front end of its own replaces `extensions` and `compile`.
 */
export function readIsaFile(
  path: string,
  { runtime = {}, ...host }: Partial<Pick<Machine, 'runtime' | 'hostSources'>> = {},
): Machine {
  let isaText: string;
  try {
    isaText = readFileSync(path, 'utf8');
  } catch {
    throw new InputError('the machine file cannot be read', { file: path, line: 1, column: 1 });
  }
  const isa = parseIsa(isaText, path);
  return {
    isa,
    isaText,
    runtime,
    ...host,
    extensions: [ASSEMBLY_ENDING],
    compile: (source, options) => compileAssembly(isa, source, options),
  };
}
