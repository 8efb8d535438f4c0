import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cBackEnd } from '../../../src/backends/c/back-end.js';
import { CLANGS } from '../../../src/backends/c/run-loops.js';
import { writeImage } from '../../../src/backends/image.js';
import { assemble } from '../../../src/bytecode/assemble.js';
import { findCompiler, writeTemporary } from '../../../src/execution/native/compiler.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { parsePattern } from '../../../src/isa/pattern.js';
import { tileProgram } from '../../../src/mining/tile.js';

/** Compilers of C that are told to compute otherwise: they refuse, or what they make does, or it has the right bits. */

const isa = parseIsa(
  `machine sums
word f64
operand slot : u8
operand literal : u8
memory cells : f64[slot]
pool constant : f64[literal]
constant k:literal (     -- v ) v = constant[k]
mul                ( a b -- r ) r = a * b
add                ( a b -- r ) r = a + b
div                ( a b -- r ) r = a / b
store    s:slot    ( v   --   ) cells[s] = v
stop               (     --   ) return
`,
  'sums.isa',
);

/** Sums of products that are other bits when they are rounded once; what reordering, reciprocals, -0, denormals and NaN would change. */
const TEXT = `machine sums
pool constant: ${[1 + 2 ** -30, 1 - 2 ** -30, -1, 5, 3, 1e16, 1, -1e16, 0, '-0', 2 ** -1022, 0.5].join(' ')}
section main:
  constant 2, constant 0, constant 1, mul, add, store 0
  constant 3, constant 4, div, store 1
  constant 5, constant 6, add, constant 7, add, store 2
  constant 9, constant 8, add, store 3
  constant 10, constant 11, mul, store 4
  constant 8, constant 8, div, store 5
  stop
`.replace(/, (?=[a-z])/g, '\n  ');
const PATTERNS = [
  'mul; add; store a',
  'constant a; constant b; div; store c',
  'constant a; constant b; add; constant c; add; store d',
  'constant a; constant b; add; store c',
  'constant a; constant b; mul; store c',
];

const fused = extendIsa(
  isa,
  PATTERNS.map((text) => parsePattern(text, isa, 'test')),
);
const { program } = tileProgram(
  isa,
  fused,
  assemble(isa, TEXT, 'sums.asm', { name: 'sums', family: 'test' }),
);
const { digests } = switchLoop.prepare(fused, program, { functions: {} }).observe();

const [dispatcher] = cBackEnd.dispatchers;
const folder = writeTemporary(
  new Map<string, string | Uint8Array>([
    ...cBackEnd.sources(fused, {}, dispatcher, program),
    ['image', writeImage(fused, program)],
  ]),
);

/** What a program made with these flags prints, or what compiler or program complained of. */
function outcome(compiler: string, flags: readonly string[]) {
  const made = join(folder, 'sums');
  const { status, stderr } = spawnSync(compiler, [...flags, '-o', made, dispatcher.file, '-lm'], {
    cwd: folder,
  });
  if (status !== 0) return { refusal: stderr.toString() };
  const run = spawnSync(made, [join(folder, 'image')]);
  if (run.status !== 0) return { refusal: `exit ${run.status}: ${run.stderr}` };
  return { digests: run.stdout.toString().trim().split('\n') };
}

const FAST = /-Ofast and -ffast-math/;
const OTHERWISE = /exit 2: this program computes otherwise than its handlers are meant to/;
/** Where FMA is what the processor has. */
const FMA = '-march=native';

describe.each([
  ['gcc', ['gcc']],
  ['clang', CLANGS],
] as const)('%s', (name, names) => {
  const compiler = findCompiler(names);
  const missing = compiler ? '' : ` (skipped without ${name})`;

  it.skipIf(missing).each([[['-O3', FMA]]])(`gives the right bits with %j${missing}`, (flags) => {
    expect(outcome(compiler!, flags)).toEqual({ digests });
  });

  it.skipIf(missing).each([
    [['-Ofast'], FAST],
    [['-O2', '-ffast-math'], FAST],
    [['-O2', '-ffinite-math-only'], FAST],
    [['-O2', '-freciprocal-math'], name === 'gcc' ? FAST : OTHERWISE],
    [['-O2', '-fno-signed-zeros'], name === 'gcc' ? FAST : OTHERWISE],
    [['-O2', '-funsafe-math-optimizations'], name === 'gcc' ? FAST : OTHERWISE],
  ])(`refuses %j${missing}`, (flags, complaint) => {
    expect(outcome(compiler!, flags).refusal).toMatch(complaint);
  });

  it.skipIf(missing).each([[['-O2', FMA, '-ffp-contract=fast']], [['-O2', '-fassociative-math']]])(
    `refuses %j or gives the right bits${missing}`,
    (flags) => {
      const { refusal, digests: found } = outcome(compiler!, flags);
      if (found) expect(found).toEqual(digests);
      else expect(refusal).toMatch(OTHERWISE);
    },
  );
});
