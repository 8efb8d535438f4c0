import type { Pattern } from '../isa/pattern.js';
import { type Limits, patternOf } from '../mining/candidate.js';
import { CandidateSet, growGreedily } from '../mining/candidate-set.js';
import { findCandidates } from '../mining/candidates.js';
import type { Corpus } from '../mining/corpus.js';
import { mergeBlocks } from '../mining/merge-blocks.js';
import { Tiling } from '../mining/tiling.js';
import type { OrderedBlock } from './block-order.js';
import { asTheyAre, groupedByShape, permuted, reorder, type StatementOrders } from './reorder.js';
import { GUESS } from './tuning.js';

/**
 * StatementOrders and greedy sets in turn, each made for the other: from the code as it is, and from
 * statements grouped by shape.
 */
export function guessOrders(
  corpus: Corpus,
  blocks: readonly OrderedBlock[],
  patterns: readonly Pattern[],
  limits: Limits & { readonly budget: number },
): Guess {
  const asIs = reorder(corpus, blocks, asTheyAre(blocks), patterns, 1);
  const starts = [asIs, groupedByShape(corpus, blocks)].map((orders) =>
    guessSet(corpus, blocks, orders, limits),
  );
  const rounds = Math.max(
    GUESS.minRounds,
    Math.min(GUESS.maxRounds, Math.floor(GUESS.instructionBudget / corpus.opcodes.length)),
  );
  const ends = starts.map((start) => {
    let best = start;
    for (let round = 0; round < rounds; round++) {
      const sizes = GUESS.setSizes[round % GUESS.setSizes.length];
      const set = sizes === 1 ? best.patterns : guessSet(corpus, blocks, best.orders, limits, sizes).patterns;
      const orders = reorder(corpus, blocks, best.orders, set, round);
      const next = guessSet(corpus, blocks, orders, limits);
      if (next.cost <= best.cost) best = next;
    }
    return best;
  });
  return ends[1].cost < ends[0].cost ? ends[1] : ends[0];
}

export interface Guess {
  readonly orders: StatementOrders;
  readonly patterns: readonly Pattern[];
  readonly cost: number;
}

function guessSet(
  corpus: Corpus,
  blocks: readonly OrderedBlock[],
  orders: StatementOrders,
  limits: Limits & { readonly budget: number },
  factor = 1,
): Guess {
  const merged = mergeBlocks(permuted(corpus, blocks, orders), limits.maxLength);
  const budget = Math.round(limits.budget * factor);
  const { candidates } = findCandidates(merged, { ...limits, budget });
  const tiling = new Tiling(merged);
  const set = new CandidateSet(tiling, candidates);
  growGreedily(set, budget);
  const patterns = set.members.map((index) => patternOf(merged, candidates[index]));
  return { orders, patterns, cost: tiling.cost };
}
