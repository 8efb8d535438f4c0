import type { BinaryOperator, CellType } from './semantics.js';

/** Loosest first; all associate to the left. */
export const BINARY_LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
/** Give `bool` of two numbers. */
export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
/** Take and give `bool`. */
export const LOGICAL: ReadonlySet<string> = new Set(['&&', '||']);
/** Take and give `i32`. */
export const INTEGER_ONLY: ReadonlySet<string> = new Set(['%', '&', '|', '^', '<<', '>>']);

/** Built-in functions, exact in every back end: what they take and give. */
export const BUILT_INS: ReadonlyMap<string, readonly [from: CellType, to: CellType]> = new Map([
  ['abs', ['f64', 'f64']],
  ['sqrt', ['f64', 'f64']],
  ['floor', ['f64', 'f64']],
  ['ceil', ['f64', 'f64']],
  ['trunc', ['f64', 'f64']],
  ['f64', ['i32', 'f64']],
  ['i32', ['f64', 'i32']],
]);
