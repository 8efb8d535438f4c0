import type { Program } from '../../bytecode/program.js';
import type { CellType, Isa } from '../../isa/isa.js';
import { safeName, temporaryName } from '../language.js';
import { indent, initialValue } from '../opcodes.js';
import { type Chunk, type CompiledSection, compileProgram } from '../whole-program.js';
import { namedFrame, printCalls, printPieces, SWITCHING, statementLanguage } from '../whole-program-text.js';
import { typescript } from './language.js';

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
