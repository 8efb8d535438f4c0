import { definePass, emptySet, growGreedily, patternOfChoice, shrinkGreedily } from 'mine-superinstructions';

/** How many times the budget to begin with. */
const GENEROUS = 4;

/** Chooses far too many greedily, then drops the one that costs least until the budget is kept. */
export function eliminateBackwards() {
  return definePass({
    name: 'eliminate-backwards',
    reads: ['mergedCorpus', 'choices'],
    writes: ['chosen'],
    options: { generous: GENEROUS },
    run({ mergedCorpus, choices }) {
      const { set } = emptySet(mergedCorpus, choices);
      for (const index of choices.fixed) set.add(index);
      growGreedily(set, GENEROUS * choices.size);
      shrinkGreedily(set, choices.size, choices.fixed);
      const patterns = set.members.map((index) => patternOfChoice(mergedCorpus, choices.choices[index]));
      return { chosen: { patterns, search: { moves: 0, improvements: 0, stopped: 'nothing to try' } } };
    },
  });
}
