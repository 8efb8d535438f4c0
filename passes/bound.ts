import type { MiningOptions } from '../src/artifacts/options.js';
import { bounding } from '../src/mining/bound.js';
import { definePass } from './pass.js';

/**
 * Of the seconds that the user gives a search, those for splitting cases of the bound; the rest are the
 * search's.
 */
export const BOUND_SHARE = 1 / 3;

/**
 * What no set within the limits can beat. It goes by the candidates alone, however a set is chosen of them.
 */
export function boundPass(options: Pick<MiningOptions, 'seconds'>) {
  return definePass({
    name: 'bound',
    reads: ['mergedCorpus', 'candidates', 'choices', 'firstSet'],
    writes: ['relaxation'],
    options,
    async run({ mergedCorpus, candidates, choices, firstSet }, { drive, writersOf }) {
      const { seconds } = options;
      const steps = bounding(mergedCorpus, [...choices.choices, ...candidates.relaxed], {
        budget: choices.size,
        fixed: choices.fixed,
        minSaving: candidates.minSaving,
        upperBound: firstSet.cost,
        deadline: seconds === null ? null : performance.now() + 1000 * BOUND_SHARE * seconds,
      });
      const relaxation = await drive(steps);
      const filteredBy = writersOf('candidates').filter((pass) => pass !== 'mine');
      return { relaxation: { ...relaxation, filteredBy } };
    },
  });
}
