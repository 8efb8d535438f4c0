import type { FusedIsa } from '../../isa/fuse.js';
import { type BackEnd, type FileOptions, type GeneratedFiles, NOTE } from '../back-end.js';
import { generatedFrom } from '../opcodes.js';
import { printOpcodes } from './opcode-file.js';
import { printPatterns } from './patterns.js';
import { printRunLoop } from './run-loop.js';
import { chooseSplit, describeSplit } from './split.js';
import { tilingText } from './tiling-text.js';

export const typescriptBackEnd: BackEnd = {
  target: 'ts',
  language: 'TypeScript',
  files: (isa, _, options) => filesOf(isa, options),
};

function filesOf(isa: FusedIsa, { heat, measure }: FileOptions): GeneratedFiles {
  const header = `// ${generatedFrom(isa)}`;
  const split = chooseSplit(isa, heat, measure);
  const note = describeSplit(split);
  const runLoop = printRunLoop(isa, { types: true, form: 'export', counting: false, split: split.switches });
  return new Map([
    ['run-loop.ts', `${header}\n${note ? `${NOTE}${note}.\n` : ''}${runLoop}`],
    ['opcodes.ts', `${header}\n${printOpcodes(isa)}`],
    ['patterns.ts', printPatterns(isa, { types: true })],
    ['tiling.ts', tilingText({ types: true })],
  ]);
}
