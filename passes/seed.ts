import { choiceSpace, firstSet } from '../src/mining/choices.js';
import { type LimitOptions, limitsOn } from './mine.js';
import { definePass } from './pass.js';

/** Makes a set greedily, for the bound to be measured against and the search to start from. */
export function seedPass(options: LimitOptions) {
  return definePass({
    name: 'seed',
    reads: ['mergedCorpus', 'candidates', 'named'],
    writes: ['choices', 'firstSet'],
    options,
    run({ mergedCorpus, candidates, named }) {
      const choices = choiceSpace(mergedCorpus, candidates, named, limitsOn(mergedCorpus, options));
      return { choices, firstSet: firstSet(mergedCorpus, choices) };
    },
  });
}
