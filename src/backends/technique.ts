import type { Program } from '../bytecode/program.js';
import type { Isa, Runtime } from '../isa/isa.js';

/** Languages that handlers are printed in. */
export const TARGETS = ['ts', 'wasm', 'c', 'rust'] as const;
export type Target = (typeof TARGETS)[number];

/**
 * What implements the externs of a machine: functions here, and source text for languages that are compiled apart.
 *
 * A text stands by itself and names everything it has at file scope `extern_…`; the extern `f` is `extern_f`:
 *
 *     extern f(f64, i32) -> f64      static double extern_f(double x, int32_t n)
 *                                    pub fn extern_f(x: f64, n: i32) -> f64
 *     extern g(points) -> f64        static double extern_g(const double *points, size_t points_length)
 *                                    pub fn extern_g(points: &[f64]) -> f64
 *
 * Rows of an i32 pool are `const int32_t *` and `&[i32]`; `points_length` counts numbers. C is C11 with the compiler's
 * own headers (`stdint.h`, `stddef.h`, …) included by the text itself; Rust is the body of a module of edition 2021
 * without crates. Both are compiled with optimisation, without fast-math, and with `-ffp-contract=off`.
 *
 * A machine runs in WebAssembly with the functions here, and faster with those that are in a text in WebAssembly's text format:
 *
 *     extern f(f64, i32) -> f64      (func $extern_f (param $x f64) (param $n i32) (result f64) …)
 *     extern g(points) -> f64        (func $extern_g (param $points i32) (param $points_length i32) (result f64) …)
 *
 * A row is the address of its first number and how many it has: 0 and 0 where there is no such row. Functions and globals beside
 * the externs are named `$runtime_…`. An extern without rows that the text does not define can be called all the same. What is
 * understood of the format is said in `wasm/read-text.ts`.
 */
export interface HostFunctions {
  readonly functions: Runtime;
  /** Absent: the machine cannot run in that language. */
  readonly c?: string;
  readonly rust?: string;
  /** What it does not define is imported from `functions`. */
  readonly wasm?: string;
  /** Modules by file: `externs.mjs` exports the functions by name as `externs`. For handlers that run by themselves. */
  readonly js?: ReadonlyMap<string, string>;
}

/** One way to run bytecode: a language and how it gets from one handler to the next. */
export interface Technique {
  readonly target: Target;
  /** `switch`, `computed goto, addresses`, … unique within the target. */
  readonly name: string;
  /** Why it cannot run on this machine, and what to install; null where it can. */
  unavailable(): string | null;
  /** Generates and compiles a run loop for the machine and loads a program. Throws an `InputError` when the program is not valid. */
  prepare(isa: Isa, program: Program, host: HostFunctions): Prepared;
}

/** A program ready to run, as often as one likes: every run starts with all memories zero. */
export interface Prepared {
  /** Seconds to generate and compile the run loop. */
  readonly compileSeconds: number;
  /** Bytes of the compiled run loop, in the unit that `codeUnit` names; null where nobody tells. */
  readonly codeBytes: number | null;
  readonly codeUnit: string;
  /** Median seconds of one whole run, run for about so long after warming up for as long. */
  time(milliseconds: number): number;
  /** One run that stops at every `observe` of the schedule and at the end. */
  observe(): Observation;
  /** All memories at one of these stops, counted from 0. */
  stateAt(stop: number): Readonly<Record<string, Float64Array | Int32Array>>;
  dispose(): void;
}

export interface Observation {
  /** Per stop: a digest of the bits of all memories in the order of the `.isa`, every NaN as the same NaN. */
  readonly digests: readonly string[];
  /** Dispatches of the whole run; null for a technique that has none. */
  readonly dispatches: number | null;
}
