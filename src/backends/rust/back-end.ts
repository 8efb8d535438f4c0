import { compiledBackEnd } from '../compiled.js';
import { block } from '../opcodes.js';
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
    rest: () => [],
    lenient: ['--cap-lints=allow'],
    symbols: /\d(run|op_\w+?|section_\w+?)(17h[0-9a-f]{16}E)?$/,
  },
  countingNote: '`--cfg count` counts dispatches',
  extension: 'rs',
  machine: {
    head: ['#![allow(dead_code)]', ''],
    name: (text) => `pub const MACHINE: &str = ${text};`,
    instructionSet: (digest) => `pub const INSTRUCTION_SET: u64 = ${digest};`,
    cell: (type) => `pub type Cell = ${type};`,
    opcodes: (lines) => block('pub mod op', lines),
    opcode: (name, opcode) => `pub const ${name}: i32 = ${opcode};`,
  },
  patterns: () => ['#![allow(dead_code, unused_imports)]', '', 'use crate::machine::op;'],
  harness: { 'harness.rs': HARNESS },
  tiling: TILING,
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
