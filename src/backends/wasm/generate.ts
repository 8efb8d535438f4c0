import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FusedIsa } from '../../isa/fuse.js';
import { packageRoot } from '../../package-root.js';
import { generatedFrom, instructionSetDigest, opcodeTable } from '../opcodes.js';
import { printPatterns } from '../typescript/patterns.js';
import { encodeModule } from './encode.js';
import { branchTableModule, tailCallModule } from './interpreters.js';
import { generalLayout, type Layout } from './layout.js';
import { printModule } from './print.js';

/** Room for code in the modules as they are; a host grows the memory for more. */
const CODE_WORDS = 65_536;

/**
 * Two run loops for any program of the machine, as binary modules and as text, what a host has to know of them, a host for
 * Node.js and browsers with a page, and the patterns for a peephole pass. `externs` is a module with the machine's functions.
 */
export function generateWasm(isa: FusedIsa, externs?: string): ReadonlyMap<string, string | Uint8Array> {
  const layout = generalLayout(isa);
  const files = new Map<string, string | Uint8Array>();
  for (const [name, print] of [
    ['run-loop', branchTableModule],
    ['tail-calls', tailCallModule],
  ] as const) {
    const module = print(isa, { layout, codeWords: CODE_WORDS, counting: false });
    files.set(`${name}.wasm`, encodeModule(module));
    files.set(`${name}.wat`, printModule(module));
  }
  files.set('machine.mjs', printMachine(isa, layout));
  files.set('patterns.mjs', printPatterns(isa, false));
  files.set('tiling.mjs', textOf('dist/src/backends/typescript/tiling.js'));
  files.set('host.mjs', textOf('src/backends/wasm/host/host.mjs'));
  if (externs !== undefined) {
    files.set('externs.mjs', externs);
    files.set('index.html', textOf('src/backends/wasm/host/index.html'));
  }
  return files;
}

function textOf(path: string): string {
  return readFileSync(join(packageRoot, path), 'utf8');
}

function printMachine(isa: FusedIsa, layout: Layout): string {
  const place = (name: string) => layout.arrays.get(name);
  const opcodes = opcodeTable(isa).map(({ opcode, identifier, description, picture, instruction }) => ({
    opcode,
    name: identifier,
    operands: instruction.operands.map(({ name, kind }) => `${name}:${kind.name}`),
    labels: instruction.operands.flatMap(({ kind }, i) => (kind.label ? [i] : [])),
    picture,
    parts: opcode < isa.base ? null : description,
  }));
  const machine = {
    name: isa.machine,
    digest: instructionSetDigest(isa),
    stack: layout.stack,
    stackCells: layout.stackCells,
    code: layout.code,
    memories: isa.memories.map(({ name }) => pick(place(name)!)),
    pools: isa.pools.map(({ name, type, rows }) => ({
      ...(rows ? { name, type } : pick(place(name)!)),
      rows,
    })),
    externs: isa.externs.map(({ name, parameters }) => ({
      name,
      rows: parameters.map((parameter) => (typeof parameter === 'string' ? null : parameter.pool)),
    })),
  };
  const lines = Object.entries(machine).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  return `// ${generatedFrom(isa)}
/** Where everything is in linear memory, in bytes, and what the opcodes are. */
export const machine = {
${lines.join('\n')}
  opcodes: [
${opcodes.map((opcode) => `    ${JSON.stringify(opcode)},`).join('\n')}
  ],
};
`;
}

function pick({ name, type, offset, cells }: { name: string; type: string; offset: number; cells: number }) {
  return { name, type, offset, cells };
}
