import type { HostFunctions, HostSources } from '../backends/host.js';
import type { Program } from '../bytecode/program.js';
import type { MachineRuntime } from '../bytecode/running.js';
import type { Isa } from '../isa/isa.js';
import { parseIsa } from '../isa/parse.js';
import { InputError, type Problem } from '../util/input-error.js';

/**
 * A guest VM: its instruction set, what its handlers call, and the front end that makes programs of source
 * files. Its name is that of the `.isa`.
 */
export interface Machine {
  readonly isa: Isa;
  /** The text of the `.isa` file: run folders keep it, so that a later command knows the machine. */
  readonly isaText: string;
  /**
   * The externs, by name. Without one of them programs cannot run; all that counts alone will do can go on.
   */
  readonly runtime: MachineRuntime;
  /** The same externs, of machines whose programs print: what they print is given to `print`, as it comes. */
  readonly printing?: (print: (text: string) => void) => MachineRuntime;
  /** The same functions as text, each named `extern_…`, all else at file scope named `runtime_…`. */
  readonly hostSources?: HostSources;
  /** Endings of the source files it compiles, with the dot, in lower case. */
  readonly extensions: readonly string[];
  /** Throws an `InputError` that says where the source is wrong. */
  compile(path: string, options: CompileOptions): CompiledSource;
}

/** What a front end is told besides the path. */
export interface CompileOptions {
  /** How the program is called in artifacts and reports. */
  readonly name: string;
  /** Programs of a family resemble each other: weighting and held-out judgement go by family. */
  readonly family: string;
  /** Files and folders that sources may read besides themselves. */
  readonly dataFiles?: readonly string[];
  /** Folders, besides its own, that a source may read files from. */
  readonly allowedFolders?: readonly string[];
}

/** What came of a source. */
export interface CompiledSource {
  readonly program: Program;
  readonly outputs: Outputs;
  /** What the user should know though nothing is wrong, such as data that was not found. */
  readonly notes: readonly Problem[];
}

/** What a run of the program is for: the cells to print at every so many observations. */
export interface Outputs {
  readonly columns: readonly { readonly name: string; readonly memory: string; readonly cell: number }[];
  /** The cell that tells the time, where the program has one. */
  readonly clock?: { readonly name: string; readonly memory: string; readonly cell: number };
  /** Counted in observations: 1 prints every one. */
  readonly every: number;
}

/** The machine that the text of an `.isa` file describes, without anything that makes programs for it. */
export function machineOf(isaText: string, path: string): Machine {
  const isa = parseIsa(isaText, path);
  return {
    isa,
    isaText,
    runtime: {},
    extensions: [],
    compile(source) {
      throw new InputError(`the machine ${isa.machine} has no front end: give counts of its programs`, {
        file: source,
        line: 1,
        column: 1,
      });
    },
  };
}

/** A file to compile, and what its program is to be called. */
export interface Source {
  readonly path: string;
  readonly name: string;
  readonly family: string;
}

/** What came of several sources. */
export interface Compilation {
  /** Those that compiled, in the order given. */
  readonly sources: readonly CompiledSource[];
  /** Why sources were skipped; none unless that was asked for. */
  readonly skipped: readonly Problem[];
}

/** What runs a machine's externs, in this process and in languages that are compiled apart. */
export function hostOf({ runtime, hostSources }: Pick<Machine, 'runtime' | 'hostSources'>): HostFunctions {
  return { functions: runtime, ...hostSources };
}
