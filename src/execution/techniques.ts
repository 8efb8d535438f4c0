import type { Target } from '../backends/registry.js';
import { C_TECHNIQUES } from './c/techniques.js';
import { RUST_TECHNIQUES } from './rust/techniques.js';
import type { Technique } from './technique.js';
import { closures } from './typescript/closures.js';
import { switchLoop } from './typescript/switch.js';
import { wholeProgram } from './typescript/whole-program.js';
import { WASM_TECHNIQUES } from './wasm/techniques.js';

/** Every dispatch technique, by target; the first of each target is its switch. */
export const TECHNIQUES: Readonly<Record<Target, readonly Technique[]>> = {
  ts: [switchLoop, closures, wholeProgram],
  wasm: WASM_TECHNIQUES,
  c: C_TECHNIQUES,
  rust: RUST_TECHNIQUES,
};

export interface TechniqueChoice {
  readonly techniques: readonly Technique[];
  /** What cannot run here, and why. */
  readonly skipped: readonly { readonly technique: Technique; readonly reason: string }[];
}

export function techniquesFor(targets: readonly Target[]): TechniqueChoice {
  const all = targets.flatMap((target) => TECHNIQUES[target]);
  return {
    techniques: all.filter((technique) => technique.unavailable() === null),
    skipped: all.flatMap((technique) => {
      const reason = technique.unavailable();
      return reason === null ? [] : [{ technique, reason }];
    }),
  };
}
