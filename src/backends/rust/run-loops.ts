import type { Compiler, Dispatcher } from '../compiled.js';
import { indent, opcodeTable } from '../opcodes.js';
import { describe, handlerTexts, programParts, switchParts, variablesOf } from '../run-loops.js';
import { createRust, createTailCallingRust } from './language.js';

const ANY: Compiler = { names: ['rustc'], missing: 'needs rustc: install Rust' };

/** The features are not stable, and their names have changed. */
const TAIL_CALLS: Compiler = {
  names: ['rustc'],
  probe: {
    source: `#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![allow(incomplete_features)]
pub unsafe extern "rust-preserve-none" fn f(next: unsafe extern "rust-preserve-none" fn()) { become g(next) }
unsafe extern "rust-preserve-none" fn g(_: unsafe extern "rust-preserve-none" fn()) {}
`,
    arguments: ['--edition', '2021', '--crate-type', 'lib', '--emit', 'metadata', '-o', '{output}', '-'],
  },
  missing: 'needs a rustc with explicit_tail_calls and rust_preserve_none_cc: install Rust 1.95 or newer',
  environment: { RUSTC_BOOTSTRAP: '1' },
};

/** A match in a loop. */
const matchFile: Dispatcher = {
  file: 'match.rs',
  about: 'one match in a loop',
  compiler: ANY,
  techniques: { match: [] },
  print(isa) {
    const { locals, cases } = switchParts(createRust(isa), isa, { next: [], return: ['return;'] });
    return [
      'fn prepare(_: &mut Vm) {}',
      '',
      '#[inline(never)]',
      'unsafe fn run(vm: &mut Vm, start: usize) {',
      '    let code: *const Word = vm.code.as_ptr();',
      '    let mut pc = code.add(start);',
      '    let mut sp = vm.stack.as_mut_ptr();',
      ...indent(locals, 4),
      '    let vm: *mut Vm = vm;',
      '    loop {',
      '        count_dispatch();',
      '        match *pc {',
      ...indent(cases, 12),
      '            _ => std::hint::unreachable_unchecked(),',
      '        }',
      '    }',
      '}',
    ];
  },
};

const ABI = 'unsafe extern "rust-preserve-none"';

/** Every handler is a function that calls the next in its place. */
export const becomeFile: Dispatcher = {
  file: 'become.rs',
  about: 'handlers that tail-call each other',
  compiler: TAIL_CALLS,
  techniques: { 'become, tokens': [], 'become, addresses': ['--cfg', 'addresses'] },
  notes: [
    'With `--cfg addresses` the code holds addresses of handlers instead of opcodes, for 64-bit machines.',
    '',
  ],
  print(isa) {
    const language = createTailCallingRust(isa);
    const variables = variablesOf(language, isa);
    const passed = ['pc', 'sp', 'vm', ...variables.map(({ name }) => name)].join(', ');
    const types = ['*const Word', '*mut Cell', '*mut Vm', ...variables.map(({ type }) => type)].join(', ');
    // A section that returns does so without a word, as every function without a result.
    const leaving = { next: [`become handler(pc)(${passed})`], return: [] };
    const functions = handlerTexts(language, isa, leaving, variables).flatMap(({ row, handler, body }) => {
      const isSet = (register: string) =>
        handler.effects.some((effect) => effect.kind === 'set' && effect.register === register);
      const parameters = variables.map(
        ({ name, type, source }) => `${isSet(source) ? 'mut ' : ''}${name}: ${type}`,
      );
      const list = ['pc: *const Word', 'sp: *mut Cell', 'vm: *mut Vm', ...parameters].join(', ');
      return [
        '',
        language.comment(describe(row)),
        `${ABI} fn op_${row.identifier}(${list}) {`,
        ...indent(body, 4),
        '}',
      ];
    });
    return [
      `type Handler = ${ABI} fn(${types});`,
      '',
      'static HANDLERS: [Handler; OPCODES.len()] = [',
      ...opcodeTable(isa).map(({ identifier }) => `    op_${identifier},`),
      '];',
      '',
      ...HANDLER_AT,
      ...functions,
      '',
      '#[inline(never)]',
      'unsafe fn run(vm: &mut Vm, start: usize) {',
      '    let pc: *const Word = vm.code.as_ptr().add(start);',
      '    let sp = vm.stack.as_mut_ptr();',
      ...variables.map(({ name, type, value }) => `    let ${name}: ${type} = ${value};`),
      `    handler(pc)(${passed})`,
      '}',
      '',
      ...PREPARE_ADDRESSES,
    ];
  },
};

const HANDLER_AT = [
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
];

const PREPARE_ADDRESSES = [
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
];

const wholeProgramFile: Dispatcher = {
  file: 'whole-program.rs',
  about: 'one program, compiled; no instruction is dispatched',
  compiler: ANY,
  techniques: { 'whole program': [] },
  printProgram(isa, program) {
    const { lines, entries } = programParts(createRust(isa), isa, program);
    return [
      ...lines,
      '',
      'fn prepare(_: &mut Vm) {}',
      '',
      'unsafe fn run(vm: &mut Vm, start: usize) {',
      '    match start {',
      ...entries.map(({ start, section }) => `        ${start} => ${section}(vm),`),
      '        _ => std::hint::unreachable_unchecked(),',
      '    }',
      '}',
    ];
  },
};

export const RUST_DISPATCHERS: readonly Dispatcher[] = [matchFile, becomeFile, wholeProgramFile];
