import type { BackEnd } from '../backends/back-end.js';
import { isCompiled } from '../backends/compiled.js';
import { BACK_ENDS, backEndOf, type Target } from '../backends/registry.js';
import { typescriptBackEnd } from '../backends/typescript/back-end.js';
import { wasmBackEnd } from '../backends/wasm/back-end.js';
import { nativeTechniques } from './native/technique.js';
import type { Technique } from './technique.js';
import { closures } from './typescript/closures.js';
import { switchLoop } from './typescript/switch.js';
import { wholeProgram } from './typescript/whole-program.js';
import { WASM_TECHNIQUES } from './wasm/techniques.js';

/** Techniques by their back end, once each: a technique keeps what it has compiled. */
class Techniques {
  readonly #known = new Map<BackEnd, readonly Technique[]>([
    [typescriptBackEnd, [switchLoop, closures, wholeProgram]],
    [wasmBackEnd, WASM_TECHNIQUES],
  ]);

  of(backEnd: BackEnd): readonly Technique[] {
    const known = this.#known.get(backEnd) ?? (isCompiled(backEnd) ? nativeTechniques(backEnd) : []);
    this.#known.set(backEnd, known);
    return known;
  }
}

const techniques = new Techniques();

/**
 * The dispatch techniques of a target; the first is its switch. Throws an `InputError` where there is no such
 * target.
 */
export function techniquesOf(target: Target, backEnds: readonly BackEnd[] = BACK_ENDS): readonly Technique[] {
  return techniques.of(backEndOf(target, backEnds));
}

/** What can be run on this computer. */
export interface TechniqueChoice {
  readonly techniques: readonly Technique[];
  /** What cannot run here, and why. */
  readonly skipped: readonly { readonly technique: Technique; readonly reason: string }[];
}

/**
 * All techniques of some targets, parted by whether they can run here. Throws an `InputError` where there is
 * no such target.
 */
export function techniquesFor(
  targets: readonly Target[],
  backEnds: readonly BackEnd[] = BACK_ENDS,
): TechniqueChoice {
  const all = targets.flatMap((target) => techniquesOf(target, backEnds));
  return {
    techniques: all.filter((technique) => technique.unavailable() === null),
    skipped: all.flatMap((technique) => {
      const reason = technique.unavailable();
      return reason === null ? [] : [{ technique, reason }];
    }),
  };
}
