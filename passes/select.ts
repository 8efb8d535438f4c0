import type { MiningOptions } from '../src/artifacts/options.js';
import { emptySet, patternOfChoice } from '../src/mining/choices.js';
import { improving, movesFor } from '../src/mining/search.js';
import { BOUND_SHARE } from './bound.js';
import { definePass } from './pass.js';

/** Looks for a better set than the first one, by local search that the relaxation guides. */
export function selectPass(options: Pick<MiningOptions, 'seconds'>) {
  return definePass({
    name: 'select',
    reads: ['mergedCorpus', 'choices', 'firstSet', 'relaxation'],
    writes: ['chosen'],
    options,
    async run({ mergedCorpus, choices, firstSet, relaxation }, { drive }) {
      const { seconds } = options;
      const { tiling, set } = emptySet(mergedCorpus, choices);
      set.become(firstSet.members);
      const steps = improving(set, tiling, {
        size: choices.size,
        fixed: choices.fixed,
        worth: relaxation.worth.subarray(0, choices.choices.length),
        lowerBound: relaxation.bound,
        moves: seconds === null ? movesFor(mergedCorpus) : Number.POSITIVE_INFINITY,
        deadline: seconds === null ? null : performance.now() + 1000 * (1 - BOUND_SHARE) * seconds,
      });
      const search = await drive(steps);
      const patterns = set.members.map((index) => patternOfChoice(mergedCorpus, choices.choices[index]));
      return { chosen: { patterns, search } };
    },
  });
}
