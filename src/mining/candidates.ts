import type { Candidates, Limits } from './candidate.js';
import { CandidateSet } from './candidate-set.js';
import type { Corpus } from './corpus.js';
import { enumerateCandidates } from './lattice.js';
import { Tiling } from './tiling.js';
import { CANDIDATES } from './tuning.js';

/**
 * Mines the candidates that matter for a set of `budget`: those that could save a fair share of what the last
 * one of a greedy set does. The rest neither enters a good set nor loosens the bound. Where a greedy set runs
 * out of candidates before the budget does, these are all there are.
 */
export function findCandidates(corpus: Corpus, limits: Limits & { readonly budget: number }): Candidates {
  const total = corpus.blocks.reduce((sum, { cost, weight }) => sum + cost * weight, 0);
  const guess = (total / limits.budget) * CANDIDATES.firstShare;
  const first = enumerateCandidates(corpus, limits, guess);
  const last = lastGreedyGain(corpus, first, limits.budget);
  const needed = CANDIDATES.keptShare * last;
  return needed >= guess * 0.8 && needed <= guess ? first : enumerateCandidates(corpus, limits, needed);
}

/** What the last of a greedy set saves; 0 where nothing is left to add. */
function lastGreedyGain(corpus: Corpus, { candidates }: Candidates, budget: number): number {
  const set = new CandidateSet(new Tiling(corpus), candidates);
  let gain = 0;
  for (let members = 0; members < budget; members++) {
    const best = set.best();
    if (best === null) return 0;
    gain = set.value(best);
    set.add(best);
  }
  return gain;
}
