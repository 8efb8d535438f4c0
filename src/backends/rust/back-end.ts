import { compiledBackEnd } from '../compiled.js';
import { instructionSetDigest, opcodeTable } from '../opcodes.js';
import { createRust } from './language.js';
import { becomeFile, RUST_DISPATCHERS } from './run-loops.js';
import { HARNESS } from './template/files.js';
import { TILING } from './template/tiling.js';

export const rustBackEnd = compiledBackEnd({
  target: 'rust',
  language: 'Rust',
  syntax: createRust,
  dispatchers: RUST_DISPATCHERS,
  toolchain: {
    flags: ['--edition', '2021', '-C', 'opt-level=3', '-C', 'panic=abort'],
    counting: ['--cfg', 'count'],
    timing: [],
    rest: () => [],
    lenient: ['--cap-lints=allow'],
    symbols: /\d(run|op_\w+?|section_\w+?)(17h[0-9a-f]{16}E)?$/,
  },
  countingNote: '`--cfg count` counts dispatches',
  machine: {
    file: 'machine.rs',
    head: (isa) => [
      '#![allow(dead_code)]',
      '',
      `pub const MACHINE: &str = ${createRust(isa).text(isa.machine)};`,
      '/// An image made for another set of instructions is refused.',
      `pub const INSTRUCTION_SET: u64 = 0x${instructionSetDigest(isa)};`,
      '',
      '/// What a cell of the operand stack holds.',
      `pub type Cell = ${isa.word};`,
    ],
    opcodes: (isa) => [
      '',
      'pub mod op {',
      ...opcodeTable(isa).map(
        ({ identifier, opcode }) => `    pub const ${identifier.toUpperCase()}: i32 = ${opcode};`,
      ),
      '}',
    ],
    externs: (text) => text,
  },
  patterns: {
    file: 'patterns.rs',
    head: () => ['#![allow(dead_code, unused_imports)]', '', 'use crate::machine::op;'],
  },
  externs: 'externs.rs',
  harness: { 'harness.rs': HARNESS },
  tiling: { 'tiling.rs': TILING },
  frame(dispatcher) {
    const isBecome = dispatcher === becomeFile;
    return {
      before: [
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
      ],
      after: ['', 'fn main() {', '    harness::main(prepare, run)', '}'],
    };
  },
});
