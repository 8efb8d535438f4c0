import { relocatedCode } from '../../bytecode/program.js';
import type { Isa } from '../../isa/isa.js';
import { type Language, safeName } from '../language.js';
import { indent, initialValue } from '../opcodes.js';
import {
  type Chunk,
  type CompiledSection,
  compileProgram,
  MOST_NODES,
  type Piece,
  registersOf,
  type Statement,
  stackCellsOf,
} from '../whole-program.js';
import { printCalls, printPieces, SWITCHING } from '../whole-program-text.js';
import { C_TYPES, createC } from './language.js';
import { type CFile, file, scopeOf } from './run-loops.js';

/** Names of an `.isa` have no `$`, which compilers of C take. */
const stackCell = (cell: number) => `$${cell}`;
const sharedRegister = (name: string) => `$register_${name}`;
const chunkName = (section: number, chunk: number) => `section_${section}_${chunk}`;

/** One program of a machine, compiled: it runs no other. */
export const wholeProgramFile: CFile = {
  file: 'whole-program.c',
  print(isa, program) {
    const { sections, shared } = compileProgram(isa, program, MOST_NODES);
    const { starts } = relocatedCode(isa, program);
    const functions = sections.flatMap((section, index) => printSection(isa, section, index));
    return file(isa, this.file, 'one program, compiled; no instruction is dispatched', 'gcc', [
      ...shared.map(({ name, type, cells }) => `static ${C_TYPES[type]} ${name}[${cells}];`),
      ...isa.registers.map(({ name, type }) => `static ${C_TYPES[type]} ${sharedRegister(name)};`),
      ...functions,
      '',
      'static void prepare(void) {}',
      '',
      'static void run(const Word *pc) {',
      '  switch (pc - code) {',
      ...program.sections.flatMap(({ name }, index) => [
        `    case ${starts.get(name)}:`,
        `      section_${index}();`,
        '      break;',
      ]),
      '  }',
      '}',
    ]);
  },
};

function printSection(isa: Isa, { chunks, hasJumps }: CompiledSection, index: number): string[] {
  const names = chunks.map((_, i) => chunkName(index, i));
  return [
    ...chunks.flatMap((chunk, i) => printChunk(isa, chunk, names[i], hasJumps)),
    '',
    `static void section_${index}(void) {`,
    ...isa.registers.map(({ name, type }) => `  ${sharedRegister(name)} = ${initialValue(type)};`),
    ...(hasJumps ? [`  int32_t ${SWITCHING.piece} = 0;`] : []),
    ...indent(printCalls(chunks, names, hasJumps, SWITCHING), 2),
    '}',
  ];
}

function printChunk(isa: Isa, chunk: Chunk, name: string, hasJumps: boolean): string[] {
  const language = createC(isa);
  const used = registersOf(chunk);
  const registers = isa.registers.filter((one) => used.read.has(one.name) || used.set.has(one.name));
  const entered = Math.max(...chunk.pieces.map(({ depth }) => depth));
  const leave = ({ depthAfter }: Piece) => [
    ...registers
      .filter((one) => used.set.has(one.name))
      .map((one) => `${sharedRegister(one.name)} = ${safeName(language, one.name)};`),
    ...Array.from({ length: depthAfter }, (_, cell) => `stack[${cell}] = ${stackCell(cell)};`),
  ];
  return [
    '',
    // Inlined into each other they would take compilers long.
    `static __attribute__((noinline)) ${hasJumps ? 'int32_t' : 'void'} ${name}(${hasJumps ? `int32_t ${SWITCHING.piece}` : 'void'}) {`,
    ...indent(
      [
        ...scopeOf(isa, language).arrays,
        ...registers.map(
          (one) => `${C_TYPES[one.type]} ${safeName(language, one.name)} = ${sharedRegister(one.name)};`,
        ),
        ...Array.from(
          { length: stackCellsOf(chunk) },
          (_, cell) =>
            `${C_TYPES[isa.word]} ${stackCell(cell)} = ${cell < entered ? `stack[${cell}]` : '0'};`,
        ),
        ...printPieces(chunk, hasJumps, {
          ...SWITCHING,
          leave,
          languageOf: (statement) => languageOf(language, statement),
          scope: (lines) => ['{', ...indent(lines, 2), '}'],
        }),
      ],
      2,
    ),
    '}',
  ];
}

/** C with the operand stack of a statement in variables. */
function languageOf(language: Language, { base, instruction }: Statement): Language {
  return {
    ...language,
    cell: (offset) => stackCell(base + instruction.semantics.inputs + offset),
    operand: () => {
      throw new Error('operands of a compiled program are constants');
    },
  };
}
