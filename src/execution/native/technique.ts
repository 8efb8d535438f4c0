import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HostFunctions } from '../../backends/host.js';
import { writeImage } from '../../backends/image.js';
import type { Program } from '../../bytecode/program.js';
import type { Isa } from '../../isa/isa.js';
import type { Prepared, Technique } from '../technique.js';
import { runProgram, writeTemporary } from './compiler.js';

/** A technique whose run loop a compiler makes a program of. */
export interface NativeTechnique {
  readonly target: string;
  readonly name: string;
  /** The compiler to use, or null. */
  findCompiler(): string | null;
  /** What to install where there is none. */
  readonly missing: string;
  /** All files that the compiler reads. Throws an `InputError` when the host has no functions in this language. */
  print(isa: Isa, host: HostFunctions, program: Program): ReadonlyMap<string, string>;
  /** What it prints is the program compiled, which has no dispatches, and not a run loop for any. */
  readonly isForOneProgram: boolean;
  /** Arguments of the compiler that make `program`, counting dispatches or not. */
  arguments(program: string, counting: boolean): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Build {
  readonly program: string;
  readonly seconds: number;
  readonly bytes: number | null;
}

export function nativeTechnique(native: NativeTechnique): Technique {
  const builds = new WeakMap<object, Map<HostFunctions, Builds>>();
  return {
    target: native.target,
    name: native.name,
    unavailable: () => (native.findCompiler() ? null : native.missing),
    prepare(isa, program, host): Prepared {
      const of = native.isForOneProgram ? program : isa;
      const byHost = builds.get(of) ?? new Map<HostFunctions, Builds>();
      builds.set(of, byHost);
      const known = byHost.get(host) ?? new Builds(native, isa, host, program);
      byHost.set(host, known);
      return prepare(isa, program, known);
    },
  };
}

/** The executables of one machine, in which every program of it runs, or of one program. */
class Builds {
  readonly native: NativeTechnique;
  readonly #compiler: string;
  readonly #folder: string;
  readonly #builds = new Map<boolean, Build>();
  readonly #printSeconds: number;

  constructor(native: NativeTechnique, isa: Isa, host: HostFunctions, program: Program) {
    const compiler = native.findCompiler();
    if (!compiler) throw new Error(native.missing);
    this.native = native;
    this.#compiler = compiler;
    const start = performance.now();
    this.#folder = writeTemporary(native.print(isa, host, program));
    this.#printSeconds = (performance.now() - start) / 1000;
  }

  get(counting: boolean): Build {
    const known = this.#builds.get(counting);
    if (known) return known;
    const program = counting ? './counting' : './timed';
    const { env } = this.native;
    const start = performance.now();
    runProgram(this.#compiler, this.native.arguments(program, counting), { cwd: this.#folder, env });
    const seconds = this.#printSeconds + (performance.now() - start) / 1000;
    const path = join(this.#folder, program);
    const build = { program: path, seconds, bytes: codeBytes(path) };
    this.#builds.set(counting, build);
    return build;
  }
}

function prepare(isa: Isa, program: Program, builds: Builds): Prepared {
  const folder = writeTemporary(new Map([['image', writeImage(isa, program)]]));
  const image = join(folder, 'image');
  const { program: timed, seconds, bytes } = builds.get(false);
  const run = (executable: string, ...args: readonly string[]) => runProgram(executable, [image, ...args]);
  return {
    compileSeconds: seconds,
    codeBytes: bytes,
    codeUnit: 'machine code',
    time: (milliseconds) => Number(run(timed, 'time', String(milliseconds))),
    observe: () => {
      const digests = linesOf(run(timed, 'observe'));
      if (builds.native.isForOneProgram) return { digests, dispatches: null };
      const counted = linesOf(run(builds.get(true).program, 'observe'));
      const dispatches = Number(counted.pop()?.replace('dispatches ', ''));
      const differs = counted.findIndex((digest, i) => digest !== digests[i]);
      if (differs >= 0 || counted.length !== digests.length)
        throw new Error(`the counting build differs from the other at stop ${differs}`);
      return { digests, dispatches };
    },
    stateAt: (stop) => readState(isa, program, run(timed, 'state', String(stop))),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function linesOf(output: Buffer): string[] {
  return output.toString().trimEnd().split('\n');
}

function readState(
  isa: Isa,
  program: Program,
  bytes: Buffer,
): Readonly<Record<string, Float64Array | Int32Array>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return Object.fromEntries(
    isa.memories.map(({ name, type, index }) => {
      const cells = new (type === 'f64' ? Float64Array : Int32Array)(program.cells[index] ?? 0);
      for (const i of cells.keys()) {
        cells[i] = type === 'f64' ? view.getFloat64(at, true) : view.getInt32(at, true);
        at += type === 'f64' ? 8 : 4;
      }
      return [name, cells];
    }),
  );
}

/** Symbols of run loops and handlers: as C has them, and as rustc mangles them. */
const RUN_LOOP_SYMBOL = /^(run|op_\w+|section_\w+)(\.\w+)*$|\d(run|op_\w+?|section_\w+?)(17h[0-9a-f]{16}E)?$/;

/** Bytes of machine code of the run loop and its handlers, where there is `nm` to tell. */
function codeBytes(program: string): number | null {
  try {
    const symbols = runProgram('nm', ['--print-size', '--defined-only', program]).toString().split('\n');
    const sizes = symbols.map((line) => {
      const [, size, type, name] = line.split(' ');
      return /^t$/i.test(type ?? '') && RUN_LOOP_SYMBOL.test(name) ? Number.parseInt(size, 16) : 0;
    });
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return null;
  }
}
