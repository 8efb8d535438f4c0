import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CompiledBackEnd,
  compileArguments,
  type Dispatcher,
  isForOneProgram,
} from '../../backends/compiled.js';
import type { HostFunctions } from '../../backends/host.js';
import { writeImage } from '../../backends/image.js';
import type { Action, Program } from '../../bytecode/program.js';
import { seesMemories } from '../../isa/extern-effect.js';
import type { Isa } from '../../isa/isa.js';
import { plural } from '../../util/format.js';
import { InputError } from '../../util/input-error.js';
import { DispatchLimitError } from '../dispatch-limit.js';
import type { EditSource, Observation, Prepared, Technique } from '../technique.js';
import { compilers, ProgramError, runProgram, writeTemporary } from './compiler.js';

/** What a technique is made of: a file of a back end, and the flags that it is compiled with. */
interface Native {
  readonly backEnd: CompiledBackEnd;
  readonly dispatcher: Dispatcher;
  readonly flags: readonly string[];
}

/** The techniques of a language whose programs a compiler makes. */
export function nativeTechniques(backEnd: CompiledBackEnd): readonly Technique[] {
  return backEnd.dispatchers.flatMap((dispatcher) =>
    Object.entries(dispatcher.techniques).map(([name, flags]) =>
      nativeTechnique({ backEnd, dispatcher, flags }, name),
    ),
  );
}

interface Build {
  readonly program: string;
  readonly seconds: number;
  readonly bytes: number | null;
}

function nativeTechnique(native: Native, name: string): Technique {
  const { backEnd, dispatcher } = native;
  const builds = new WeakMap<object, Map<HostFunctions, Builds>>();
  return {
    target: backEnd.target,
    name,
    isInProcess: false,
    isForOneSchedule: isForOneProgram(dispatcher),
    unavailable: () => (compilers.find(dispatcher.compiler) ? null : dispatcher.compiler.missing),
    prepare(isa, program, host, edit): Prepared {
      refuseMemoriesSeen(isa, backEnd.language);
      if (edit) return prepare(isa, program, new Builds(native, isa, host, program, edit));
      const of = isForOneProgram(dispatcher) ? program : isa;
      const byHost = builds.get(of) ?? new Map<HostFunctions, Builds>();
      builds.set(of, byHost);
      const known = byHost.get(host) ?? new Builds(native, isa, host, program);
      byHost.set(host, known);
      return prepare(isa, program, known);
    },
  };
}

/** Functions that see memories are those of this process. */
function refuseMemoriesSeen({ machine, externs }: Isa, language: string): void {
  const seeing = externs.find(seesMemories);
  if (seeing)
    throw new InputError(
      `programs of ${machine} cannot run in ${language}: its function ${seeing.name} sees memories; run them as ts or wasm`,
    );
}

/** The executables of one machine, in which every program of it runs, or of one program. */
class Builds {
  readonly native: Native;
  readonly #compiler: string;
  readonly #folder: string;
  readonly #builds = new Map<boolean, Build>();
  readonly #printSeconds: number;

  constructor(native: Native, isa: Isa, host: HostFunctions, program: Program, edit?: EditSource) {
    const { backEnd, dispatcher } = native;
    const compiler = compilers.find(dispatcher.compiler);
    if (!compiler) throw new Error(dispatcher.compiler.missing);
    this.native = native;
    this.#compiler = compiler;
    const start = performance.now();
    const sources = backEnd.sources(isa, host, dispatcher, program);
    const text = sources.get(dispatcher.file)!;
    this.#folder = writeTemporary(sources.set(dispatcher.file, edit?.text?.(text) ?? text));
    this.#printSeconds = (performance.now() - start) / 1000;
  }

  get(counting: boolean): Build {
    const known = this.#builds.get(counting);
    if (known) return known;
    const program = counting ? './counting' : './timed';
    const { backEnd, dispatcher, flags } = this.native;
    const start = performance.now();
    const command = compileArguments(backEnd.toolchain, dispatcher, flags, counting, program);
    runProgram(this.#compiler, [...(backEnd.toolchain.lenient ?? []), ...command], {
      cwd: this.#folder,
      env: dispatcher.compiler.environment,
    });
    const seconds = this.#printSeconds + (performance.now() - start) / 1000;
    const path = join(this.#folder, program);
    const build = { program: path, seconds, bytes: codeBytes(path, backEnd.toolchain.symbols) };
    this.#builds.set(counting, build);
    return build;
  }
}

function prepare(isa: Isa, program: Program, builds: Builds): Prepared {
  const folders: string[] = [];
  const imageOf = (schedule: readonly Action[]) => {
    if (schedule !== program.schedule && isForOneProgram(builds.native.dispatcher))
      throw new Error('a compiled program has one schedule');
    const folder = writeTemporary(new Map([['image', writeImage(isa, { ...program, schedule })]]));
    folders.push(folder);
    return join(folder, 'image');
  };
  const image = imageOf(program.schedule);
  const { program: timed, seconds, bytes } = builds.get(false);
  const run = (executable: string, ...args: readonly string[]) => runProgram(executable, [image, ...args]);
  const other = (schedule: readonly Action[], ...args: readonly string[]) =>
    runLimited(program, timed, [imageOf(schedule), ...args], 0);
  return {
    compileSeconds: seconds,
    codeBytes: bytes,
    codeUnit: 'machine code',
    time: (milliseconds) => Number(run(timed, 'time', String(milliseconds))),
    observe: (maxDispatches) => {
      const plain = () => linesOf(runLimited(program, timed, [image, 'observe'], maxDispatches));
      if (isForOneProgram(builds.native.dispatcher)) return { ...readSeen(plain()), dispatches: null };
      // The build that counts ends a program that does not.
      const limit = maxDispatches === undefined ? [] : [String(maxDispatches)];
      const counting = builds.get(true).program;
      const counted = linesOf(runLimited(program, counting, [image, 'observe', ...limit], maxDispatches));
      const lines = plain();
      const dispatches = Number(counted.pop()?.replace('dispatches ', ''));
      const differs = counted.findIndex((line, i) => line !== lines[i]);
      if (differs >= 0 || counted.length !== lines.length)
        throw new Error(`the counting build differs from the other at stop ${differs}`);
      return { ...readSeen(lines), dispatches };
    },
    // A build that counts takes as long as the other; what does not end is ended after a time.
    checkThatEnds() {},
    follow: (schedule) => readSeen(linesOf(other(schedule, 'observe'))),
    stateAt(stop, schedule) {
      const command = ['state', String(stop)];
      return readState(isa, program, schedule ? other(schedule, ...command) : run(timed, ...command));
    },
    dispose: () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How a printed program ends that was stopped. */
const STOPPED = 3;
/** Far above what the slowest technique takes on the slowest machine, however busy it is. */
const HANGS_AFTER_SECONDS = 600;
const MIN_DISPATCHES_A_SECOND = 1e6;

/** Throws a `DispatchLimitError` where it was stopped; one that does not count is ended after a time. */
function runLimited(
  { name }: Program,
  executable: string,
  args: readonly string[],
  maxDispatches = Number.POSITIVE_INFINITY,
): Buffer {
  const seconds = HANGS_AFTER_SECONDS + maxDispatches / MIN_DISPATCHES_A_SECOND;
  try {
    return runProgram(executable, args, Number.isFinite(seconds) ? { seconds } : {});
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    if (error.hasTimedOut)
      throw new DispatchLimitError(`${name}: stopped after ${plural(Math.round(seconds), 'second')}`);
    throw error.status === STOPPED ? new DispatchLimitError(`${name}: ${error.complaint}`) : error;
  }
}

/** Of what a program prints: a digest a stop, and behind them whether it trapped. */
function readSeen(lines: readonly string[]): Omit<Observation, 'dispatches'> {
  const trapped = lines.at(-1) === 'trapped';
  return { digests: trapped ? lines.slice(0, -1) : lines, trapped };
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

/** Bytes of machine code of the run loop and its handlers, where there is `nm` to tell. */
function codeBytes(program: string, symbol: RegExp): number | null {
  try {
    const lines = runProgram('nm', ['--print-size', '--defined-only', program]).toString().split('\n');
    const sizes = lines.map((line) => {
      const [, size, type, name] = line.split(' ');
      return /^t$/i.test(type ?? '') && symbol.test(name) ? Number.parseInt(size, 16) : 0;
    });
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return null;
  }
}
