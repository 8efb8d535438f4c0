import { commonFiles } from '../../backends/c/generate.js';
import {
  C_FLAGS,
  type CFile,
  computedGotoFile,
  switchFile,
  tailCallFile,
} from '../../backends/c/run-loops.js';
import { wholeProgramFile } from '../../backends/c/whole-program.js';
import { compiles, findCompiler } from '../native/compiler.js';
import { nativeTechnique } from '../native/technique.js';
import type { Technique } from '../technique.js';

/** Newest first. */
export const CLANGS = ['clang', ...[22, 21, 20, 19].map((version) => `clang-${version}`)];

let gcc: string | null | undefined;
let tailCaller: string | null | undefined;

/** clang merges the jumps of large interpreters again, so gcc comes first. */
function findC(): string | null {
  gcc ??= findCompiler(['gcc', ...CLANGS, 'cc']);
  return gcc;
}

function findTailCaller(): string | null {
  const probe = '#if !__has_attribute(musttail) || !__has_attribute(preserve_none)\n#error\n#endif\n';
  tailCaller ??= findCompiler([...CLANGS, 'gcc'], (compiler) =>
    compiles(compiler, ['-E', '-xc', '-'], probe),
  );
  return tailCaller;
}

function technique(name: string, file: CFile, addresses: boolean): Technique {
  const isTailCall = file === tailCallFile;
  return nativeTechnique({
    target: 'c',
    name,
    findCompiler: isTailCall ? findTailCaller : findC,
    missing: isTailCall
      ? 'needs clang 19 or newer (musttail and preserve_none): install clang-19'
      : 'needs a C compiler: install gcc',
    print: (isa, host, program) => commonFiles(isa, host).set(file.file, file.print(isa, program)),
    isForOneProgram: file === wholeProgramFile,
    arguments: (program, counting) => [
      ...C_FLAGS,
      ...(addresses ? ['-DADDRESSES'] : []),
      ...(counting ? ['-DCOUNT'] : []),
      '-o',
      program,
      file.file,
      '-lm',
    ],
  });
}

export const C_TECHNIQUES: readonly Technique[] = [
  technique('switch', switchFile, false),
  technique('computed goto, tokens', computedGotoFile, false),
  technique('computed goto, addresses', computedGotoFile, true),
  technique('tail calls, tokens', tailCallFile, false),
  technique('tail calls, addresses', tailCallFile, true),
  technique('whole program', wholeProgramFile, false),
];
