import type { Program } from '../../bytecode/program.js';
import type { CellType, Isa } from '../../isa/isa.js';
import { prepareInProcess } from '../in-process.js';
import { safeName, temporaryName } from '../language.js';
import { createMemories, loadProgram } from '../load.js';
import { indent, initialValue } from '../opcodes.js';
import type { Technique } from '../technique.js';
import { type Chunk, type CompiledSection, compileProgram, MAX_NODES } from '../whole-program.js';
import { namedFrame, printCalls, printPieces, SWITCHING, statementLanguage } from '../whole-program-text.js';
import { typescript } from './language.js';
import { anew } from './vm.js';

/** Names of an `.isa` have no `$`. */
const STACK = '$stack';

const stackCell = (cell: number) => `$${cell}`;
const chunkName = (section: number, chunk: number) => `$section${section}_${chunk}`;
const arrayOf = (type: CellType) => (type === 'f64' ? 'Float64Array' : 'Int32Array');
const sharedRegister = (name: string) => `$register_${name}`;

/**
 * One program as a function body that takes `host` and gives a function per section and, for the curious, all functions. It is
 * made of the machine's names and of numbers alone, never of names in the program.
 */
export function printWholeProgram(isa: Isa, program: Program, mostNodes: number): string {
  const { sections, shared } = compileProgram(isa, program, mostNodes);
  const destructure = (list: readonly { readonly name: string }[], source: string) => {
    const bindings = list.map(({ name }) => {
      const safe = safeName(typescript, name);
      return safe === name ? name : `${name}: ${safe}`;
    });
    return bindings.length === 0 ? [] : [`const { ${bindings.join(', ')} } = host.${source};`];
  };
  const functions = sections.flatMap(({ chunks }, index) => chunks.map((_, i) => chunkName(index, i)));
  const lines = [
    "'use strict';",
    ...destructure(isa.memories, 'memories'),
    ...destructure(isa.pools, 'pools'),
    ...destructure(isa.externs, 'externs'),
    `const ${STACK} = new ${arrayOf(isa.word)}(host.stackCells);`,
    ...shared.map(({ name, type, cells }) => `const ${name} = new ${arrayOf(type)}(${cells});`),
    ...isa.registers.map(({ name, type }) => `let ${sharedRegister(name)} = ${initialValue(type)};`),
    ...sections.flatMap((section, index) => printSection(isa, section, index)),
    `return { sections: [${sections.map((_, index) => `$section${index}`).join(', ')}], functions: [${functions.join(', ')}] };`,
  ];
  return `${lines.join('\n')}\n`;
}

function printSection(isa: Isa, section: CompiledSection, index: number): string[] {
  const { chunks, hasJumps } = section;
  const names = chunks.map((_, i) => chunkName(index, i));
  const start = isa.registers.map(({ name, type }) => `${sharedRegister(name)} = ${initialValue(type)};`);
  const calls = [
    ...(hasJumps ? [`let ${SWITCHING.piece} = 0;`] : []),
    ...printCalls(chunks, names, hasJumps, SWITCHING),
  ];
  return [
    ...chunks.flatMap((chunk, i) => printChunk(isa, chunk, names[i], hasJumps)),
    `function $section${index}() {`,
    ...indent([...start, ...calls], 2),
    '}',
  ];
}

function printChunk(isa: Isa, chunk: Chunk, name: string, hasJumps: boolean): string[] {
  const register = (of: string) => safeName(typescript, of);
  const names = {
    register,
    sharedRegister,
    cell: stackCell,
    sharedCell: (cell: number) => `${STACK}[${cell}]`,
  };
  const { registers, cells, leave } = namedFrame(isa, chunk, names);
  const temporaries = new Map(
    chunk.pieces.flatMap((piece) =>
      piece.temporaries.map((type, i) => [temporaryName(type, i), type] as const),
    ),
  );
  const lines = [
    ...registers.map((one) => `let ${register(one.name)} = ${sharedRegister(one.name)};`),
    ...cells.map((cell) => `let ${cell.name} = ${cell.value ?? '0'};`),
    ...[...temporaries].map(
      ([temporary, type]) => `let ${temporary}${type === 'row' ? '' : ` = ${initialValue(type)}`};`,
    ),
    ...printPieces(chunk, hasJumps, {
      ...SWITCHING,
      leave,
      languageOf: (statement) => statementLanguage(typescript, stackCell, statement),
      scope: (lines) => lines,
    }),
  ];
  return [`function ${name}(${hasJumps ? SWITCHING.piece : ''}) {`, ...indent(lines, 2), '}'];
}

interface CompiledProgram {
  readonly sections: readonly (() => void)[];
  readonly functions: readonly unknown[];
}

/** The program as JavaScript of its own, with about so many nodes of expressions in a function: no instruction is dispatched. */
export const wholeProgramOf = (mostNodes: number): Technique => ({
  target: 'ts',
  name: 'whole program',
  unavailable: () => null,
  prepare(isa, program, { functions }) {
    let characters = 0;
    return prepareInProcess(isa, { bytes: () => characters, unit: 'JavaScript' }, () => {
      const { stackCells, pools } = loadProgram(isa, program, functions);
      const memories = createMemories(isa, program);
      const text = printWholeProgram(isa, program, mostNodes);
      characters = text.length;
      const compile = new Function('host', anew(text));
      const compiled = compile({ memories, pools, stackCells, externs: functions }) as CompiledProgram;
      const sections = new Map(program.sections.map(({ name }, i) => [name, compiled.sections[i]]));
      return {
        program,
        memories,
        loops: [],
        run: (section) => sections.get(section)!(),
        dispatches: () => null,
      };
    });
  },
});

export const wholeProgram = wholeProgramOf(MAX_NODES);
