import { dispatches, originalOf, type Profile } from '../src/bytecode/profile.js';
import { extendIsa } from '../src/isa/fuse.js';
import type { Isa } from '../src/isa/isa.js';
import { formatPattern, type Pattern } from '../src/isa/pattern.js';
import { predictDispatches, tile } from '../src/mining/tile.js';

/** Two sets of superinstructions beside each other, on the same programs. */
export interface Comparison {
  readonly both: readonly string[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  readonly programs: readonly {
    readonly name: string;
    readonly family: string;
    readonly baseline: number;
    readonly left: number;
    readonly right: number;
  }[];
}

export function compare(
  isa: Isa,
  profile: Profile,
  left: readonly Pattern[],
  right: readonly Pattern[],
): Comparison {
  const leftTexts = left.map(formatPattern);
  const rightTexts = right.map(formatPattern);
  const [inLeft, inRight] = [new Set(leftTexts), new Set(rightTexts)];
  const [leftIsa, rightIsa] = [extendIsa(isa, left), extendIsa(isa, right)];
  return {
    both: leftTexts.filter((text) => inRight.has(text)),
    onlyLeft: leftTexts.filter((text) => !inRight.has(text)),
    onlyRight: rightTexts.filter((text) => !inLeft.has(text)),
    programs: profile.programs.map((entry) => ({
      name: entry.program.name,
      family: entry.program.family,
      baseline: dispatches(originalOf(entry)),
      left: predictDispatches(entry, tile(isa, leftIsa, entry.program)),
      right: predictDispatches(entry, tile(isa, rightIsa, entry.program)),
    })),
  };
}
