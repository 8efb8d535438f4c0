import type { Program } from '../../bytecode/program.js';
import type { Isa } from '../../isa/isa.js';
import { indent, initialValue } from '../opcodes.js';
import { type ProgramSyntax, printProgram, SWITCHING } from '../whole-program-text.js';
import { arrayType, declareTemporaries, destructure, NOTE_TRAP, typescript } from './language.js';

/** Names of an `.isa` have no `$`. */
const STACK = '$stack';
const registerOf = (name: string) => `$register_${name}`;

const SYNTAX: ProgramSyntax = {
  ...SWITCHING,
  firstPiece: `let ${SWITCHING.piece} = 0;`,
  function: (name, kind, lines) => [
    `function ${name}(${kind === 'chunk with jumps' ? SWITCHING.piece : ''}) {`,
    ...indent(lines, 2),
    '}',
  ],
  functionName: (section, chunk) => `$section${section}${chunk === null ? '' : `_${chunk}`}`,
  shared: (arrays, registers) => [
    ...arrays.map(({ name, type, cells }) => `const ${name} = new ${arrayType(type)}(${cells});`),
    ...registers.map(({ name, type }) => `let ${registerOf(name)} = ${initialValue(type)};`),
  ],
  sharedRegister: registerOf,
  sharedCell: (cell) => `${STACK}[${cell}]`,
  prologue: () => [],
  variable: (name, _, value) => [`let ${name} = ${value};`],
  cell: (cell) => `$${cell}`,
  zero: initialValue,
  noteTrap: NOTE_TRAP,
  temporaries: declareTemporaries(false),
  scope: (lines) => lines,
};

/**
 * One program as a function body that takes `host` and gives a function per section and, for the curious, all
 * functions. It is made of the machine's names and of numbers alone, never of names in the program.
 */
export function printWholeProgram(isa: Isa, program: Program, mostNodes: number): string {
  const { lines, sections, chunks } = printProgram(typescript, SYNTAX, isa, program, mostNodes);
  const all = [
    "'use strict';",
    ...destructure(isa.memories, 'host.memories'),
    ...destructure(isa.pools, 'host.pools'),
    ...destructure(isa.externs, 'host.externs'),
    `const ${STACK} = new ${arrayType(isa.word)}(host.stackCells);`,
    ...lines,
    `return { sections: [${sections.join(', ')}], functions: [${chunks.join(', ')}] };`,
  ];
  return `${all.join('\n')}\n`;
}
