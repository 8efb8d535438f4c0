import { formatPattern, type Pattern } from '../isa/pattern.js';
import { choiceOf } from './choices.js';
import type { Corpus } from './corpus.js';
import { type Objective, unitsPer } from './costs.js';
import { Tiling } from './tiling.js';

/** What changed from an existing set to the set chosen, both judged on the programs mined now. */
export interface Drift {
  /**
   * Patterns as `formatPattern` writes them: in both sets, in the existing one alone, in the chosen one
   * alone.
   */
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
  readonly added: readonly string[];
  /**
   * Weighted dispatches (nanoseconds where time is the objective) without superinstructions, with the
   * existing set, and with the chosen one.
   */
  readonly baseline: number;
  readonly before: number;
  readonly after: number;
  /**
   * 1 - after / before: the part of what the existing set leaves that the chosen one saves. Negative when it
   * is worse.
   */
  readonly regret: number;
}

/** Compares two sets on the same corpus, each tiled as well as can be. */
export function measureDrift(
  corpus: Corpus,
  objective: Objective,
  existing: readonly Pattern[],
  chosen: readonly Pattern[],
): Drift {
  const [before, after] = [existing, chosen].map((set) => set.map(formatPattern));
  const [wasThere, isThere] = [new Set(before), new Set(after)];
  const [baseline, left, leftNow] = [[], existing, chosen].map((set) => costLeft(corpus, objective, set));
  return {
    kept: after.filter((text) => wasThere.has(text)),
    dropped: before.filter((text) => !isThere.has(text)),
    added: after.filter((text) => !wasThere.has(text)),
    baseline,
    before: left,
    after: leftNow,
    regret: left > 0 ? 1 - leftNow / left : 0,
  };
}

/** Weighted dispatches, or nanoseconds, that a set leaves of a corpus, best tiled. */
export function costLeft(corpus: Corpus, objective: Objective, patterns: readonly Pattern[]): number {
  const tiling = new Tiling(corpus);
  for (const pattern of patterns) tiling.add(choiceOf(corpus, pattern));
  return tiling.cost / unitsPer(objective);
}
