import { readFileSync } from 'node:fs';
import type { Runtime } from '../isa/isa.js';
import { parseIsa } from '../isa/parse.js';
import { InputError } from '../util/input-error.js';
import type { CompiledSource, CompileOptions, Machine } from './machine.js';

/** What programs in assembly text end in. */
export const ASSEMBLY_ENDING = '.asm';

/** The machine that an `.isa` file describes: its programs are assembly text. Throws an `InputError` where the file is wrong. */
export function readIsaFile(path: string, runtime: Runtime = {}): Machine {
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
    extensions: [ASSEMBLY_ENDING],
    compile(_path: string, _options: CompileOptions): CompiledSource {
      throw new InputError('programs in assembly text cannot be read yet');
    },
  };
}
