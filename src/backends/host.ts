import type { MachineRuntime } from '../bytecode/running.js';

/**
 * The functions that a machine's `.isa` declares, as source text for the targets that are compiled apart.
 *
 * A text stands by itself and names everything it has at file scope `extern_…`; the extern `f` is `extern_f`:
 *
 * ```text
 * extern f(f64, i32) -> f64      static double extern_f(double x, int32_t n)
 *                                pub fn extern_f(x: f64, n: i32) -> f64
 *                                func extern_f(x float64, n int32) float64
 * extern g(points) -> f64        static double extern_g(const double *points, size_t points_length)
 *                                pub fn extern_g(points: &[f64]) -> f64
 *                                func extern_g(points []float64) float64
 * ```
 *
 * Rows of an i32 pool are `const int32_t *`, `&[i32]` and `[]int32`; `points_length` counts numbers. C is C11
 * with the compiler's own headers (`stdint.h`, `stddef.h`, …) included by the text itself; Rust is the body
 * of a module of edition 2021 without crates; Go is what stands behind `package main`, its imports first. C
 * and Rust are compiled with optimisation, without fast-math, and C with `-ffp-contract=off`; Go without
 * bounds checks, and products that a sum follows are converted to `float64` in the text.
 *
 * A machine runs in WebAssembly with its functions in JavaScript, and faster with those that are in a text in
 * WebAssembly's text format:
 *
 * ```text
 * extern f(f64, i32) -> f64 (func $extern_f (param $x f64) (param $n i32) (result f64) …) extern g(points) ->
 * f64 (func $extern_g (param $points i32) (param $points_length i32) (result f64) …)
 * ```
 *
 * A row is the address of its first number and how many it has: 0 and 0 where there is no such row. Functions
 * and globals beside the externs are named `$runtime_…`. An extern without rows that the text does not define
 * can be called all the same. What is understood of the format is said in `wasm/read-text.ts`.
 */
export interface HostSources {
  /**
   * By target: `c`, `rust`, `wasm`, … A machine with externs does not run on a target that is missing, but on
   * `wasm`.
   */
  readonly texts?: Readonly<Record<string, string>>;
  /**
   * JavaScript modules by file: `externs.mjs` exports the functions by name as `externs`. For handlers that
   * run by themselves.
   */
  readonly js?: ReadonlyMap<string, string>;
}

/**
 * What implements the externs of a machine: functions for targets that run in this process, and texts for the
 * others.
 */
export interface HostFunctions extends HostSources {
  /** For what runs in this process. */
  readonly functions: MachineRuntime;
}
