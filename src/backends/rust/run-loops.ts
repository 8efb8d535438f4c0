import type { Compiler, Dispatcher } from '../compiled.js';
import { handlersFile, switchFile, wholeProgramFile } from '../dispatchers.js';
import { exitsBy } from '../language.js';
import type { Variable } from '../scope.js';
import { createRust, createTailCallingRust, NOTE_TRAP } from './language.js';

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

const RETURN = ['return;'];
const EXITS = exitsBy(RETURN, NOTE_TRAP);

const matchFile = switchFile(createRust, {
  file: 'match.rs',
  about: 'one match in a loop',
  compiler: ANY,
  techniques: { match: [] },
  leaving: { next: [], return: RETURN, exits: EXITS },
  template: `fn prepare(_: &mut Vm) {}

#[inline(never)]
unsafe fn run(vm: &mut Vm, start: usize) {
    let code: *const Word = vm.code.as_ptr();
    let mut pc = code.add(start);
    let mut sp = vm.stack.as_mut_ptr();
    {locals}
    let vm: *mut Vm = vm;
    loop {
        count_dispatch();
        match *pc {
            {cases}
            _ => std::hint::unreachable_unchecked(),
        }
    }
}`,
});

const passed = (variables: readonly Variable[]) =>
  ['pc', 'sp', 'vm', ...variables.map(({ name }) => name)].join(', ');

/**
 * As many values as surely are in registers: a function that is given others crashes where it is called in
 * the place of another, on x86-64 from the twelfth on.
 */
const MAX_PARAMETERS = 10;

/** Every handler is a function that calls the next in its place. */
export const becomeFile = handlersFile(createTailCallingRust, {
  file: 'become.rs',
  about: 'handlers that tail-call each other',
  compiler: TAIL_CALLS,
  techniques: { 'become, tokens': [], 'become, addresses': ['--cfg', 'addresses'] },
  notes: [
    'With `--cfg addresses` the code holds addresses of handlers instead of opcodes, for 64-bit machines.',
    '',
  ],
  leaving: (variables) => ({
    next: [`become handler(pc)(${passed(variables)})`],
    // A section that returns does so without a word, as every function without a result.
    return: [],
    exits: EXITS,
  }),
  given: (variables, { registers }) => variables.slice(0, Math.max(registers.length, MAX_PARAMETERS - 3)),
  parameters(variables, { effects }) {
    const isSet = (name: string) =>
      effects.some((effect) => effect.kind === 'set' && effect.register === name);
    return variables
      .map(({ name, type, source }) => `, ${isSet(source) ? 'mut ' : ''}${name}: ${type}`)
      .join('');
  },
  parts: (variables) => ({
    passed: passed(variables),
    types: ['*const Word', '*mut Cell', '*mut Vm', ...variables.map(({ type }) => type)].join(', '),
    locals: variables.map(({ name, type, value }) => `let ${name}: ${type} = ${value};`),
  }),
  handler: `
// {about}
unsafe extern "rust-preserve-none" fn op_{identifier}(pc: *const Word, sp: *mut Cell, vm: *mut Vm{parameters}) {
    {body}
}`,
  template: `type Handler = unsafe extern "rust-preserve-none" fn({types});

static HANDLERS: [Handler; OPCODES.len()] = [
    {labels}
];

#[cfg(addresses)]
#[inline(always)]
unsafe fn handler(pc: *const Word) -> Handler {
    count_dispatch();
    std::mem::transmute::<*const (), Handler>(*pc as *const ())
}

#[cfg(not(addresses))]
#[inline(always)]
unsafe fn handler(pc: *const Word) -> Handler {
    count_dispatch();
    *HANDLERS.get_unchecked(*pc as usize)
}
{handlers}

#[inline(never)]
unsafe fn run(vm: &mut Vm, start: usize) {
    let pc: *const Word = vm.code.as_ptr().add(start);
    let sp = vm.stack.as_mut_ptr();
    {locals}
    handler(pc)({passed})
}

#[cfg(not(addresses))]
fn prepare(_: &mut Vm) {}

/// Puts the addresses of handlers where the opcodes are.
#[cfg(addresses)]
fn prepare(vm: &mut Vm) {
    let mut at = 0;
    while at < vm.code.len() {
        let opcode = vm.code[at] as usize;
        vm.code[at] = HANDLERS[opcode] as usize as Word;
        at += 1 + OPCODES[opcode].operands.len();
    }
}`,
});

const wholeProgram = wholeProgramFile(createRust, 'whole-program.rs', ANY, {
  case: '{start} => {call},',
  template: `{functions}

fn prepare(vm: &mut Vm) {
    vm.require_image({image});
}

unsafe fn run(vm: &mut Vm, start: usize) {
    match start {
        {cases}
        _ => std::hint::unreachable_unchecked(),
    }
}`,
});

export const RUST_DISPATCHERS: readonly Dispatcher[] = [matchFile, becomeFile, wholeProgram];
