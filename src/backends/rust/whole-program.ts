import { relocatedCode } from '../../bytecode/program.js';
import type { Isa } from '../../isa/isa.js';
import { ATOM, type Language, safeName } from '../language.js';
import { indent } from '../opcodes.js';
import { type Chunk, type CompiledSection, compileProgram, MAX_NODES } from '../whole-program.js';
import {
  namedFrame,
  printCalls,
  printPieces,
  statementLanguage,
  type WholeProgramLanguage,
} from '../whole-program-text.js';
import { createRust, RUST_TYPES } from './language.js';
import { file, type RustFile, valuesOf } from './run-loops.js';

const stackCell = (cell: number) => `c${cell}`;
/** Statics are in a module: no name of an `.isa` can hide them. */
const STATE = 'state';
const sharedRegister = (name: string) => `${STATE}::register_${name}`;
const sharedArray = (name: string) => `${STATE}::${name.replace('$', '')}`;
const chunkName = (section: number, chunk: number) => `section_${section}_${chunk}`;

/** One program of a machine, compiled: it runs no other. */
export const wholeProgramFile: RustFile = {
  file: 'whole-program.rs',
  print(isa, program) {
    const { sections, shared } = compileProgram(isa, program, MAX_NODES);
    const { starts } = relocatedCode(isa, program);
    const bare = (path: string) => path.replace(`${STATE}::`, '');
    return file(isa, this.file, 'one program, compiled; no instruction is dispatched', false, [
      '#[allow(non_upper_case_globals)]',
      `mod ${STATE} {`,
      ...shared.map(
        ({ name, type, cells }) =>
          `    pub static mut ${bare(sharedArray(name))}: [${type}; ${cells}] = [${zeroOf(type)}; ${cells}];`,
      ),
      ...isa.registers.map(
        ({ name, type }) =>
          `    pub static mut ${bare(sharedRegister(name))}: ${RUST_TYPES[type]} = ${zeroOf(type)};`,
      ),
      '}',
      ...sections.flatMap((section, index) => printSection(isa, section, index)),
      '',
      'fn prepare(_: &mut Vm) {}',
      '',
      'unsafe fn run(vm: &mut Vm, start: usize) {',
      '    match start {',
      ...program.sections.map(({ name }, index) => `        ${starts.get(name)} => section_${index}(vm),`),
      '        _ => std::hint::unreachable_unchecked(),',
      '    }',
      '}',
    ]);
  },
};

function zeroOf(type: 'f64' | 'i32' | 'bool'): string {
  return type === 'f64' ? '0.0' : type === 'i32' ? '0' : 'false';
}

const MATCHING: Pick<WholeProgramLanguage, 'piece' | 'fallsThrough' | 'call' | 'loop'> = {
  piece: 'piece',
  fallsThrough: false,
  call: (name, piece) => `${name}(vm${piece ? `, ${piece}` : ''})`,
  loop: (cases, forEver) => [
    forEver ? 'loop {' : 'while piece >= 0 {',
    '    match piece {',
    ...cases.flatMap(({ pieces, lines }) => [
      `        ${pieces.join(' | ')} => {`,
      ...indent(lines, 12),
      '        }',
    ]),
    '        _ => std::hint::unreachable_unchecked(),',
    '    }',
    '}',
  ],
};

function printSection(isa: Isa, { chunks, hasJumps }: CompiledSection, index: number): string[] {
  const names = chunks.map((_, i) => chunkName(index, i));
  return [
    ...chunks.flatMap((chunk, i) => printChunk(isa, chunk, names[i], hasJumps)),
    '',
    `unsafe fn section_${index}(vm: &mut Vm) {`,
    ...isa.registers.map(({ name, type }) => `    ${sharedRegister(name)} = ${zeroOf(type)};`),
    ...(hasJumps ? ['    let mut piece: i32 = 0;'] : []),
    ...indent(printCalls(chunks, names, hasJumps, MATCHING), 4),
    '}',
  ];
}

function printChunk(isa: Isa, chunk: Chunk, name: string, hasJumps: boolean): string[] {
  const language = createRust(isa);
  const inState: Language = {
    ...language,
    element: (element) =>
      element.array.startsWith('$')
        ? [`${sharedArray(element.array)}[${element.index}]`, ATOM]
        : language.element(element),
  };
  const register = (of: string) => safeName(language, of);
  const names = {
    register,
    sharedRegister,
    cell: stackCell,
    sharedCell: (cell: number) => `(*vm).stack[${cell}]`,
  };
  const { registers, cells, leave } = namedFrame(isa, chunk, names);
  return [
    '',
    '#[inline(never)]',
    `unsafe fn ${name}(vm: &mut Vm${hasJumps ? ', mut piece: i32' : ''})${hasJumps ? ' -> i32' : ''} {`,
    ...indent(
      [
        ...valuesOf(isa, language).flatMap((one) =>
          one.isRegister ? [] : [`let ${one.name}: ${one.type} = ${one.value};`],
        ),
        ...registers.map(
          (one) => `let mut ${register(one.name)}: ${RUST_TYPES[one.type]} = ${sharedRegister(one.name)};`,
        ),
        'let vm: *mut Vm = vm;',
        ...cells.map((cell) => `let mut ${cell.name}: ${isa.word} = ${cell.value ?? zeroOf(isa.word)};`),
        ...printPieces(chunk, hasJumps, {
          ...MATCHING,
          leave,
          languageOf: (statement) => statementLanguage(inState, stackCell, statement),
          scope: (lines) => lines,
        }),
      ],
      4,
    ),
    '}',
  ];
}
