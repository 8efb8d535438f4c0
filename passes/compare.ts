import type { Comparison } from '../src/artifacts/comparison.js';
import { dispatches, originalOf, type Profile } from '../src/bytecode/profile.js';
import { extendIsa } from '../src/isa/fuse.js';
import type { Isa } from '../src/isa/isa.js';
import { formatPattern, type Pattern } from '../src/isa/pattern.js';
import { predictDispatches, tileProgram } from '../src/mining/tile.js';
import { definePass } from './pass.js';

/** Two sets of superinstructions of one machine. */
export interface ComparedSets {
  readonly left: readonly Pattern[];
  readonly right: readonly Pattern[];
}

/** Tiles the same programs with two sets. */
export function comparePass(sets: ComparedSets) {
  return definePass({
    name: 'compare',
    reads: ['machine', 'profile'],
    writes: ['comparison'],
    options: sets,
    run: ({ machine: { isa }, profile }) => ({ comparison: compareSets(isa, profile, sets) }),
  });
}

export function compareSets(isa: Isa, profile: Profile, { left, right }: ComparedSets): Comparison {
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
      left: predictDispatches(entry, tileProgram(isa, leftIsa, entry.program)),
      right: predictDispatches(entry, tileProgram(isa, rightIsa, entry.program)),
    })),
  };
}
