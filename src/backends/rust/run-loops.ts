import type { Program } from '../../bytecode/program.js';
import type { FusedIsa } from '../../isa/fuse.js';
import type { Control, Isa } from '../../isa/isa.js';
import { arraysInUse } from '../arrays.js';
import { type Handler, scheduleHandler } from '../handler.js';
import { type Language, printExpression, printStatements, safeName } from '../language.js';
import { generatedFrom, indent, initialValue, type OpcodeRow, opcodeTable } from '../opcodes.js';
import { createRust, RUST_TYPES } from './language.js';

export const RUST_FLAGS: readonly string[] = ['--edition', '2021', '-C', 'opt-level=3', '-C', 'panic=abort'];

/** The run loop of one dispatch technique, as a file that compiles to a program. */
export interface RustFile {
  readonly file: string;
  print(isa: Isa | FusedIsa, program: Program): string;
}

/** One that runs any program of the machine. */
export interface RunLoopFile extends RustFile {
  print(isa: Isa | FusedIsa): string;
}

/** A match in a loop. */
export const matchFile: RunLoopFile = {
  file: 'match.rs',
  print(isa) {
    const language = createRust(isa);
    const values = valuesOf(isa, language);
    const arms = opcodeTable(isa).flatMap((row) => {
      const handler = scheduleHandler(row.instruction);
      const body = [
        ...printStatements(language, row.instruction, handler),
        ...leave(language, row, handler, ''),
      ];
      return [comment(row), `op::${row.identifier.toUpperCase()} => {`, ...indent(body, 4), '}'];
    });
    return file(isa, this.file, 'one match in a loop', false, [
      'fn prepare(_: &mut Vm) {}',
      '',
      '#[inline(never)]',
      'unsafe fn run(vm: &mut Vm, start: usize) {',
      '    let code: *const Word = vm.code.as_ptr();',
      '    let mut pc = code.add(start);',
      '    let mut sp = vm.stack.as_mut_ptr();',
      ...values.map(
        ({ name, type, value, isRegister }) =>
          `    let ${isRegister ? 'mut ' : ''}${name}: ${type} = ${value};`,
      ),
      '    let vm: *mut Vm = vm;',
      '    loop {',
      '        count_dispatch();',
      '        match *pc {',
      ...indent(arms, 12),
      '            _ => std::hint::unreachable_unchecked(),',
      '        }',
      '    }',
      '}',
    ]);
  },
};

/** Every handler is a function that calls the next in its place. */
export const becomeFile: RunLoopFile = {
  file: 'become.rs',
  print(isa) {
    const language = createRust(isa);
    const values = valuesOf(isa, language);
    const list = ['pc', 'sp', 'vm', ...values.map(({ name }) => name)].join(', ');
    const types = ['*const Word', '*mut Cell', '*mut Vm', ...values.map(({ type }) => type)].join(', ');
    const table = opcodeTable(isa);
    const functions = table.flatMap((row) => {
      const handler = scheduleHandler(row.instruction);
      const sets = new Set(
        handler.effects.flatMap((effect) => (effect.kind === 'set' ? [effect.register] : [])),
      );
      const parameters = [
        'pc: *const Word',
        'sp: *mut Cell',
        'vm: *mut Vm',
        ...values.map(({ name, type, source }) => `${sets.has(source) ? 'mut ' : ''}${name}: ${type}`),
      ].join(', ');
      const body = [
        ...printStatements(language, row.instruction, handler),
        ...leave(language, row, handler, `become handler(pc)(${list})`).map((line) =>
          line.replace(/^(pc|sp) = /, 'let $1 = ').replaceAll('code.add', '(*vm).code.as_ptr().add'),
        ),
      ];
      return ['', comment(row), `${ABI} fn op_${row.identifier}(${parameters}) {`, ...indent(body, 4), '}'];
    });
    return file(isa, this.file, 'handlers that tail-call each other', true, [
      `type Handler = ${ABI} fn(${types});`,
      '',
      'static HANDLERS: [Handler; OPCODES.len()] = [',
      ...table.map(({ identifier }) => `    op_${identifier},`),
      '];',
      '',
      '#[cfg(addresses)]',
      '#[inline(always)]',
      'unsafe fn handler(pc: *const Word) -> Handler {',
      '    count_dispatch();',
      '    std::mem::transmute::<*const (), Handler>(*pc as *const ())',
      '}',
      '',
      '#[cfg(not(addresses))]',
      '#[inline(always)]',
      'unsafe fn handler(pc: *const Word) -> Handler {',
      '    count_dispatch();',
      '    *HANDLERS.get_unchecked(*pc as usize)',
      '}',
      ...functions,
      '',
      '#[inline(never)]',
      'unsafe fn run(vm: &mut Vm, start: usize) {',
      '    let pc: *const Word = vm.code.as_ptr().add(start);',
      '    let sp = vm.stack.as_mut_ptr();',
      ...values.map(({ name, type, value }) => `    let ${name}: ${type} = ${value};`),
      `    handler(pc)(${list})`,
      '}',
      '',
      '#[cfg(not(addresses))]',
      'fn prepare(_: &mut Vm) {}',
      '',
      '/// Puts the addresses of handlers where the opcodes are.',
      '#[cfg(addresses)]',
      'fn prepare(vm: &mut Vm) {',
      '    let mut at = 0;',
      '    while at < vm.code.len() {',
      '        let opcode = vm.code[at] as usize;',
      '        vm.code[at] = HANDLERS[opcode] as usize as Word;',
      '        at += 1 + OPCODES[opcode].operands.len();',
      '    }',
      '}',
    ]);
  },
};

const ABI = 'unsafe extern "rust-preserve-none"';

/** The way to the next instruction. A condition may read popped cells, so the stack pointer moves after it. */
function leave(language: Language, { instruction }: OpcodeRow, handler: Handler, go: string): string[] {
  const { growth, control } = handler;
  if (control.kind === 'return') return [go === '' ? 'return;' : ''].filter((line) => line !== '');
  const move = growth === 0 ? [] : [growth > 0 ? `sp = sp.add(${growth});` : `sp = sp.sub(${-growth});`];
  return [`pc = ${nextWord(language, instruction, control)};`, ...move, go].filter((line) => line !== '');
}

function nextWord(
  language: Language,
  instruction: OpcodeRow['instruction'],
  control: Exclude<Control, { kind: 'return' }>,
): string {
  const following = `pc.add(${instruction.operands.length + 1})`;
  if (control.kind === 'next') return following;
  const target = `code.add(${language.operand(control.target, 'index')})`;
  if (!control.condition) return target;
  return `if ${printExpression(language, instruction, control.condition, 1)} { ${target} } else { ${following} }`;
}

function comment({ description, picture }: OpcodeRow): string {
  return `// ${description}  ${picture}`;
}

export interface Value {
  /** In the generated text and in the `.isa`. */
  readonly name: string;
  readonly source: string;
  readonly type: string;
  readonly value: string;
  readonly isRegister: boolean;
}

/** What handlers name: registers, and pointers to arrays. */
export function valuesOf(isa: Isa | FusedIsa, language: Language): readonly Value[] {
  const registers = isa.registers.map(({ name, type }) => ({
    name: safeName(language, name),
    source: name,
    type: RUST_TYPES[type],
    value: type === 'f64' ? '0.0' : initialValue(type),
    isRegister: true,
  }));
  const arrays = arraysInUse(isa).map((name) => {
    const memory = isa.memories.findIndex((candidate) => candidate.name === name);
    const pool = isa.pools.findIndex((candidate) => candidate.name === name);
    const { type } = memory >= 0 ? isa.memories[memory] : isa.pools[pool];
    const rows = memory < 0 && isa.pools[pool].rows;
    return {
      name: safeName(language, name),
      source: name,
      type: memory >= 0 ? `*mut ${type}` : rows ? `*const &'static [${type}]` : `*const ${type}`,
      value:
        memory >= 0
          ? `vm.memories[${memory}].${type}()`
          : `vm.pools[${pool}].${type}${rows ? '_rows' : ''}()`,
      isRegister: false,
    };
  });
  return [...registers, ...arrays];
}

export function file(
  isa: Isa | FusedIsa,
  name: string,
  what: string,
  isBecome: boolean,
  lines: readonly string[],
): string {
  const program = name.replace(/\.rs$/, '');
  return `${[
    `//! The machine ${isa.machine}: ${what}.`,
    `//! ${generatedFrom(isa)}`,
    '//!',
    `//!     ${isBecome ? 'RUSTC_BOOTSTRAP=1 ' : ''}${['rustc', ...RUST_FLAGS].join(' ')} ${name}`,
    '//!',
    ...(isBecome
      ? [
          '//! With `--cfg addresses` the code holds addresses of handlers instead of opcodes, for 64-bit machines.',
        ]
      : []),
    `//! \`./${program} <image> [observe | time <milliseconds> | state <stop> | disassemble]\`; \`--cfg count\` counts dispatches.`,
    ...(isBecome
      ? ['#![feature(explicit_tail_calls, rust_preserve_none_cc)]', '#![allow(incomplete_features)]']
      : []),
    '#![allow(non_snake_case, static_mut_refs, unexpected_cfgs, unknown_lints, unused_assignments, unused_imports)]',
    '#![allow(unused_mut, unused_parens, unused_variables)]',
    '',
    'mod externs;',
    'mod harness;',
    'mod machine;',
    '',
    'use externs::*;',
    'use harness::*;',
    isBecome ? 'use machine::{Cell, OPCODES};' : 'use machine::op;',
    '',
    ...lines,
    '',
    'fn main() {',
    '    harness::main(prepare, run)',
    '}',
  ].join('\n')}\n`;
}
