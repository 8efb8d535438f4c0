import { InputError } from '../util/input-error.js';
import type { BackEnd } from './back-end.js';
import { cBackEnd } from './c/back-end.js';
import { cpythonBackEnd } from './cpython/back-end.js';
import { goBackEnd } from './go/back-end.js';
import { rustBackEnd } from './rust/back-end.js';
import { typescriptBackEnd } from './typescript/back-end.js';
import { vmgenBackEnd } from './vmgen/back-end.js';
import { wasmBackEnd } from './wasm/back-end.js';

/** The back ends that ship. Whoever has others passes a list of their own. */
export const BACK_ENDS: readonly BackEnd[] = [
  typescriptBackEnd,
  wasmBackEnd,
  cBackEnd,
  rustBackEnd,
  goBackEnd,
  vmgenBackEnd,
  cpythonBackEnd,
];

/** The name of a back end: `ts`, `wasm`, `c`, …, or that of one that a config adds. */
export type Target = BackEnd['target'];

/** Names of the back ends that ship, in the order of `BACK_ENDS`. */
export const TARGETS: readonly Target[] = BACK_ENDS.map(({ target }) => target);

/** Throws an `InputError` that lists the targets there are. */
export function backEndOf(target: Target, backEnds: readonly BackEnd[] = BACK_ENDS): BackEnd {
  const found = backEnds.find((candidate) => candidate.target === target);
  if (found) return found;
  const known = backEnds.map((candidate) => candidate.target).join(', ');
  throw new InputError(`${target} is not a target: there are ${known}`);
}
