import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tilingFiles as cTiling, generateC } from '../src/backends/c/generate.js';
import { generatedFrom } from '../src/backends/opcodes.js';
import { generateRust, tilingFiles as rustTiling } from '../src/backends/rust/generate.js';
import type { HostFunctions, Target } from '../src/backends/technique.js';
import { printPatterns } from '../src/backends/typescript/patterns.js';
import { printRunLoop } from '../src/backends/typescript/run-loop.js';
import { chooseSplit, describeSplit } from '../src/backends/typescript/split.js';
import { generateWasm } from '../src/backends/wasm/generate.js';
import type { FusedIsa } from '../src/isa/fuse.js';
import { payloadOf } from '../src/isa/isa.js';
import { formatPattern } from '../src/isa/pattern.js';
import { packageRoot } from '../src/util/package-root.js';
import { definePass } from './pass.js';

/** Files by path relative to the folder of the handlers. */
export type GeneratedFiles = ReadonlyMap<string, string | Uint8Array>;

type Generator = (isa: FusedIsa, host: HostSources, heat: readonly number[]) => GeneratedFiles;

/** What implements the externs, as text in the languages that need it. */
type HostSources = Pick<HostFunctions, 'c' | 'rust' | 'wasm' | 'js'>;

const GENERATORS: Readonly<Record<Target, Generator>> = {
  ts: (isa, _, heat) => generateTypeScript(isa, heat),
  wasm: (isa, host) => generateWasm(isa, host),
  c: (isa, host) => new Map([...generateC(isa, host), ...cTiling(isa)]),
  rust: (isa, host) => new Map([...generateRust(isa, host), ...rustTiling(isa)]),
};

/** Prints the machine's handlers with the superinstructions, and what they need around them. */
export function generatePass(options: { readonly targets: readonly Target[] }) {
  return definePass({
    name: 'generate',
    reads: ['machine', 'fused', 'decisions'],
    writes: ['handlers'],
    options,
    run: ({ machine: { hostSources }, fused, decisions }) => ({
      handlers: generateHandlers(
        fused,
        options.targets,
        hostSources,
        decisions.superinstructions.map(({ places }) => places),
      ),
    }),
  });
}

/**
 * Prints the handlers of a machine with superinstructions: opcode table, run loops, and the patterns for a peephole pass.
 * Needs no compiler. `heat` says which superinstructions run often, the higher the oftener. Throws an `InputError` for a target that the machine has no runtime functions in.
 */
export function generateHandlers(
  isa: FusedIsa,
  targets: readonly Target[],
  host: HostSources = {},
  heat: readonly number[] = isa.patterns.map(() => 0),
): GeneratedFiles {
  const files = new Map<string, string | Uint8Array>();
  for (const target of targets) {
    for (const [file, content] of GENERATORS[target](isa, host, heat))
      files.set(`${target}/${file}`, content);
  }
  return files;
}

const NOTE = '// Note: ';

/** What users should know of the generated files, besides that they are there. */
export function notesOf(files: GeneratedFiles): readonly string[] {
  return [...files].flatMap(([file, text]) =>
    typeof text === 'string'
      ? text
          .split('\n', 3)
          .filter((line) => line.startsWith(NOTE))
          .map((line) => `${file}: ${line.slice(NOTE.length)}`)
      : [],
  );
}

function generateTypeScript(isa: FusedIsa, heat: readonly number[]): GeneratedFiles {
  const tiling = readFileSync(join(packageRoot, 'src', 'backends', 'typescript', 'tiling.ts'), 'utf8');
  const split = chooseSplit(isa, heat);
  const note = describeSplit(split);
  const runLoop = printRunLoop(isa, { types: true, counting: false, split: split.switches });
  return new Map([
    ['run-loop.ts', `${header(isa)}\n${note ? `${NOTE}${note}.\n` : ''}${runLoop}`],
    ['opcodes.ts', `${header(isa)}\n${printOpcodes(isa)}`],
    ['patterns.ts', printPatterns(isa, { types: true })],
    ['tiling.ts', tiling],
  ]);
}

function header(isa: FusedIsa): string {
  return `// ${generatedFrom(isa)}`;
}

/** The opcode table: names, stack effects and payloads, and what each superinstruction replaces. */
function printOpcodes(isa: FusedIsa): string {
  const rows = isa.instructions.map((instruction, opcode) => {
    const pattern = isa.patterns[opcode - isa.base];
    const operands = instruction.operands.map(({ name, kind }) => `'${name}:${kind.name}'`);
    return [
      `  { opcode: ${opcode}, name: '${instruction.name}', operands: [${operands.join(', ')}], `,
      `pops: ${instruction.pops.length}, pushes: ${instruction.pushes.length}, payload: ${payloadOf(instruction)}, `,
      `parts: ${pattern ? `'${formatPattern(pattern)}'` : 'null'} },`,
    ].join('');
  });
  return `export interface Opcode {
  readonly opcode: number;
  readonly name: string;
  /** name:kind */
  readonly operands: readonly string[];
  /** Cells of operand stack taken and given. */
  readonly pops: number;
  readonly pushes: number;
  /** Bytes of operands. */
  readonly payload: number;
  /** What a superinstruction replaces: lettered operands are free, the same letter is the same operand, # is a constant. */
  readonly parts: string | null;
}

export const opcodes: readonly Opcode[] = [
${rows.join('\n')}
];
`;
}
