import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { assemble } from '../bytecode/assemble.js';
import type { Program } from '../bytecode/program.js';
import { type Isa, lastingMemories } from '../isa/isa.js';
import { InputError } from '../util/input-error.js';
import type { CompiledSource, CompileOptions, Machine, Outputs } from './machine.js';

/** What programs in assembly text end in. */
export const ASSEMBLY_ENDING = '.asm';

export function isAssembly(path: string): boolean {
  return extname(path).toLowerCase() === ASSEMBLY_ENDING;
}

/** The same machine, which takes programs in assembly text as well. */
export function withAssembly(machine: Machine): Machine {
  if (machine.extensions.includes(ASSEMBLY_ENDING)) return machine;
  return {
    ...machine,
    extensions: [...machine.extensions, ASSEMBLY_ENDING],
    compile: (path, options) =>
      isAssembly(path) ? compileAssembly(machine.isa, path, options) : machine.compile(path, options),
  };
}

/** Throws an `InputError` that says where the text is wrong. */
export function compileAssembly(isa: Isa, path: string, { name, family }: CompileOptions): CompiledSource {
  if (!isAssembly(path))
    throw new InputError(
      `the machine ${isa.machine} takes programs in assembly text, and their names end in ${ASSEMBLY_ENDING}`,
      { file: path, line: 1, column: 1 },
    );
  const program = assemble(isa, readAssembly(path), path, { name, family, keepsOrigins: true });
  return { program, outputs: outputsOf(isa, program), notes: [] };
}

/** The machine that an assembly text says it is for; null where it says nothing. */
export function machineOfAssembly(path: string): string | null {
  return /^[ \t]*machine[ \t]+(\w+)/m.exec(readAssembly(path))?.[1] ?? null;
}

function readAssembly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new InputError('the file cannot be read', { file: path, line: 1, column: 1 });
  }
}

/** Cells of a memory without names that are printed all the same. */
const MAX_UNNAMED_CELLS = 64;

/**
 * Cells with names of their own, but not those of arrays; of a memory without any names all cells, if they
 * are few.
 */
function outputsOf(isa: Isa, program: Program): Outputs {
  const columns = lastingMemories(isa).flatMap(({ name: memory, index }) => {
    const isOnly = isa.memories.filter((other) => other.index === index).length === 1;
    const cells = program.cells[index] ?? 0;
    const names = program.symbols[index] ?? [];
    if (names.length === 0)
      return cells > MAX_UNNAMED_CELLS
        ? []
        : Array.from({ length: cells }, (_, cell) => ({ name: `${memory}[${cell}]`, memory, cell }));
    return names.flatMap((name, cell) =>
      name === '' || /\[\d+\]$/.test(name) || cell >= cells
        ? []
        : [{ name: isOnly ? name : `${memory} ${name}`, memory, cell }],
    );
  });
  return { columns, every: 1 };
}
