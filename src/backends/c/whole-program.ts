import { relocatedCode } from '../../bytecode/program.js';
import type { Isa } from '../../isa/isa.js';
import { safeName } from '../language.js';
import { indent, initialValue } from '../opcodes.js';
import { type Chunk, type CompiledSection, compileProgram, MAX_NODES } from '../whole-program.js';
import { namedFrame, printCalls, printPieces, SWITCHING, statementLanguage } from '../whole-program-text.js';
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
    const { sections, shared } = compileProgram(isa, program, MAX_NODES);
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
  const register = (of: string) => safeName(language, of);
  const names = { register, sharedRegister, cell: stackCell, sharedCell: (cell: number) => `stack[${cell}]` };
  const { registers, cells, leave } = namedFrame(isa, chunk, names);
  const parameters = hasJumps ? `int32_t ${SWITCHING.piece}` : 'void';
  return [
    '',
    // Inlined into each other they would take compilers long.
    `static __attribute__((noinline)) ${hasJumps ? 'int32_t' : 'void'} ${name}(${parameters}) {`,
    ...indent(
      [
        ...scopeOf(isa, language).arrays,
        ...registers.map(
          (one) => `${C_TYPES[one.type]} ${register(one.name)} = ${sharedRegister(one.name)};`,
        ),
        ...cells.map((cell) => `${C_TYPES[isa.word]} ${cell.name} = ${cell.value ?? '0'};`),
        ...printPieces(chunk, hasJumps, {
          ...SWITCHING,
          leave,
          languageOf: (statement) => statementLanguage(language, stackCell, statement),
          scope: (lines) => ['{', ...indent(lines, 2), '}'],
        }),
      ],
      2,
    ),
    '}',
  ];
}
