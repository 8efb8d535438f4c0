import { join } from 'node:path';
import { commonFiles } from '../../backends/rust/generate.js';
import { becomeFile, matchFile, RUST_FLAGS, type RustFile } from '../../backends/rust/run-loops.js';
import { wholeProgramFile } from '../../backends/rust/whole-program.js';
import { compiles, findCompiler, temporaryFolder } from '../native/compiler.js';
import { nativeTechnique } from '../native/technique.js';
import type { Technique } from '../technique.js';

const UNSTABLE = { RUSTC_BOOTSTRAP: '1' };

let rustc: string | null | undefined;
let becomer: string | null | undefined;

function findRust(): string | null {
  rustc ??= findCompiler(['rustc']);
  return rustc;
}

/** The features are not stable, and their names have changed. */
function findBecomer(): string | null {
  becomer ??= findCompiler(['rustc'], (compiler) => {
    const probe = `#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![allow(incomplete_features)]
pub unsafe extern "rust-preserve-none" fn f(next: unsafe extern "rust-preserve-none" fn()) { become g(next) }
unsafe extern "rust-preserve-none" fn g(_: unsafe extern "rust-preserve-none" fn()) {}
`;
    const output = join(temporaryFolder(), 'probe.rmeta');
    const args = ['--edition', '2021', '--crate-type', 'lib', '--emit', 'metadata', '-o', output, '-'];
    return compiles(compiler, args, probe);
  });
  return becomer;
}

function technique(name: string, file: RustFile, addresses: boolean): Technique {
  const isBecome = file === becomeFile;
  return nativeTechnique({
    target: 'rust',
    name,
    findCompiler: isBecome ? findBecomer : findRust,
    missing: isBecome
      ? 'needs a rustc with explicit_tail_calls and rust_preserve_none_cc: install Rust 1.95 or newer'
      : 'needs rustc: install Rust',
    print: (isa, host, program) => commonFiles(isa, host).set(file.file, file.print(isa, program)),
    isForOneProgram: file === wholeProgramFile,
    arguments: (program, counting) => [
      ...RUST_FLAGS,
      '--cap-lints=allow',
      ...(addresses ? ['--cfg', 'addresses'] : []),
      ...(counting ? ['--cfg', 'count'] : []),
      '-o',
      program,
      file.file,
    ],
    env: isBecome ? UNSTABLE : {},
  });
}

export const RUST_TECHNIQUES: readonly Technique[] = [
  technique('match', matchFile, false),
  technique('become, tokens', becomeFile, false),
  technique('become, addresses', becomeFile, true),
  technique('whole program', wholeProgramFile, false),
];
