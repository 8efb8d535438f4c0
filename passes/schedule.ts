import { originalOf, type Profile, type TracedProgram } from '../src/bytecode/profile.js';
import { extendIsa } from '../src/isa/fuse.js';
import type { Isa } from '../src/isa/isa.js';
import type { Pattern } from '../src/isa/pattern.js';
import { findCandidates } from '../src/mining/candidates.js';
import { buildCorpus, type Corpus } from '../src/mining/corpus.js';
import type { Costs } from '../src/mining/costs.js';
import { costLeft } from '../src/mining/drift.js';
import { type Limits, patternOf } from '../src/mining/lattice.js';
import { mergeBlocks } from '../src/mining/merge-blocks.js';
import { CandidateSet, growGreedily } from '../src/mining/search.js';
import type { Selection } from '../src/mining/select.js';
import { predictDispatches, tile } from '../src/mining/tile.js';
import { Tiling } from '../src/mining/tiling.js';
import type { OrderedBlock } from '../src/scheduling/block-order.js';
import { hoist } from '../src/scheduling/hoist.js';
import {
  asTheyAre,
  countMoved,
  groupedByShape,
  type Orders,
  orderedBlocks,
  permuted,
  reorder,
  withOrders,
} from '../src/scheduling/reorder.js';

/** What may be done to programs before they are mined. */
export const SCHEDULINGS = ['none', 'reorder', 'hoist', 'all'] as const;
export type Scheduling = (typeof SCHEDULINGS)[number];

/** What scheduling did. Dispatches are of one whole run of all programs. */
export interface SchedulingResult {
  readonly statementsHoisted: number;
  readonly statementsMoved: number;
  /** Left by the set that the same options choose for the programs as they came. */
  readonly fusedWithoutScheduling: number;
  /** Left by the set chosen after hoisting, for statements in the order they came in. */
  readonly fusedWithoutReordering: number;
}

/** Whether anything was found worth doing. */
export function isChanged({ statementsHoisted, statementsMoved }: SchedulingResult): boolean {
  return statementsHoisted + statementsMoved > 0;
}

export interface Scheduled {
  /** All programs, those changed with their originals. */
  readonly profile: Profile;
  readonly selection: Selection;
  readonly result: SchedulingResult;
}

/** How sets are chosen, with and without scheduling. */
export interface Chooser {
  readonly isa: Isa;
  readonly limits: Limits & { readonly budget: number };
  readonly costs: Costs;
  readonly isHeldOut: (program: number) => boolean;
  /** The code to mine, weighted as the originals are: what it costs can be compared. */
  readonly corpusOf: (profile: Profile) => Corpus;
  readonly select: (corpus: Corpus, start: readonly Pattern[]) => Selection;
  /** Takes the time of all but that. */
  readonly measure: <T>(work: () => T) => T;
}

type Changed = Plan & {
  /** How many were hoisted or moved. */
  readonly statements: number;
};

/** Programs, and the set chosen for them. */
interface Plan {
  readonly profile: Profile;
  readonly selection: Selection;
}

/**
 * Brings the code into a form of which a set within the same limits leaves less: takes out what needs to run only once, then
 * looks for an order of the statements. Scores each by the set it allows, and keeps only what pays.
 */
export function schedule(profile: Profile, scheduling: Scheduling, chooser: Chooser): Scheduled {
  const originals = profile.programs.map(originalOf);
  const plain = planFor({ ...profile, programs: originals }, chooser, []);
  const hoisted = scheduling === 'reorder' ? null : tryHoisting(plain, chooser);
  const unordered = hoisted ?? plain;
  const reordered = scheduling === 'hoist' ? null : tryReordering(unordered, chooser);
  const best = reordered ?? unordered;
  return {
    profile: {
      ...profile,
      programs: best.profile.programs.map(({ program, blocks }, i) =>
        program === originals[i].program ? originals[i] : { program, blocks, original: originals[i] },
      ),
    },
    selection: best.selection,
    result: {
      statementsHoisted: hoisted?.statements ?? 0,
      statementsMoved: reordered?.statements ?? 0,
      fusedWithoutScheduling: dispatchesLeft(plain, chooser),
      fusedWithoutReordering: dispatchesLeft(unordered, chooser),
    },
  };
}

function planFor(profile: Profile, { corpusOf, select }: Chooser, start: readonly Pattern[]): Plan {
  return { profile, selection: select(corpusOf(profile), start) };
}

/** Weighted. */
function costOf({ selection }: Pick<Plan, 'selection'>): number {
  return selection.curve.at(-1)!;
}

function patternsOf({ selection }: Pick<Plan, 'selection'>): Pattern[] {
  return selection.superinstructions.map(({ pattern }) => pattern);
}

function dispatchesLeft(plan: Plan, { isa, costs }: Chooser): number {
  const fused = extendIsa(isa, patternsOf(plan));
  return plan.profile.programs.reduce(
    (sum, entry) => sum + predictDispatches(entry, tile(isa, fused, entry.program, costs)),
    0,
  );
}

/** Null where it does not pay. */
function tryHoisting(plain: Plan, chooser: Chooser): Changed | null {
  const hoisted = chooser.measure(() => plain.profile.programs.map((entry) => hoist(chooser.isa, entry)));
  const statements = hoisted.reduce((sum, one) => sum + one.statements, 0);
  if (statements === 0) return null;
  const profile = { ...plain.profile, programs: hoisted.map(({ entry }) => entry) };
  const plan = planFor(profile, chooser, patternsOf(plain));
  return costOf(plan) < costOf(plain) ? { ...plan, statements } : null;
}

/** Null where it does not pay. */
function tryReordering(plan: Plan, chooser: Chooser): Changed | null {
  const { isHeldOut, corpusOf, select, measure } = chooser;
  const mined = only(plan.profile, (i) => !isHeldOut(i));
  const corpus = corpusOf(plan.profile);
  const blocks = orderedBlocks(corpus, mined);
  let best: { readonly orders: Orders; readonly selection: Selection } = {
    orders: asTheyAre(blocks),
    selection: plan.selection,
  };
  const consider = (orders: Orders, start: readonly Pattern[]): void => {
    const selection = select(permuted(corpus, blocks, orders), start);
    if (costOf({ selection }) < costOf(best)) best = { orders, selection };
  };
  const guess = measure(() => guessOrders(corpus, blocks, patternsOf(plan), chooser.limits));
  consider(guess.orders, guess.patterns);
  const chosen = patternsOf(best);
  const polished = measure(() => reorder(corpus, blocks, best.orders, chosen, 1));
  const left = costLeft(permuted(corpus, blocks, polished), 'dispatches', chosen);
  if (left < costOf(best) * (1 - WORTH_CHOOSING)) consider(polished, chosen);
  if (best.selection === plan.selection) return null;

  const fixed = only(plan.profile, isHeldOut);
  const judged = fixed.programs.length > 0 ? measure(() => reorderFor(fixed, patternsOf(best), chooser)) : [];
  const moved = reorderedPrograms(mined, blocks, best.orders, chooser.isa);
  const programs = plan.profile.programs.map((_, i) => (isHeldOut(i) ? judged : moved).shift()!);
  return {
    profile: { ...plan.profile, programs },
    selection: best.selection,
    statements: best.orders.reduce((sum, order) => sum + countMoved(order), 0),
  };
}

/** What an order has to save for a set to be chosen anew: choosing takes longer than all else. */
const WORTH_CHOOSING = 0.002;

function only(profile: Profile, isWanted: (program: number) => boolean): Profile {
  return { ...profile, programs: profile.programs.filter((_, i) => isWanted(i)) };
}

/** Programs that were not mined, in the order that suits a set which was chosen without them. */
function reorderFor(
  profile: Profile,
  patterns: readonly Pattern[],
  { isa, costs }: Chooser,
): TracedProgram[] {
  const weights = profile.programs.map(() => 1);
  const corpus = buildCorpus(isa, profile, weights, { costs });
  const blocks = orderedBlocks(corpus, profile);
  const orders = reorder(corpus, blocks, asTheyAre(blocks), patterns, 1);
  return reorderedPrograms(profile, blocks, orders, isa);
}

function reorderedPrograms(
  { programs }: Profile,
  blocks: readonly OrderedBlock[],
  orders: Orders,
  isa: Isa,
): TracedProgram[] {
  return programs.map((entry, program) => {
    const own = [...blocks.keys()].filter(
      (b) => blocks[b].program === program && orders[b].some((statement, place) => statement !== place),
    );
    return own.length === 0
      ? entry
      : withOrders(
          isa,
          entry,
          own.map((b) => blocks[b]),
          own.map((b) => orders[b]),
        );
  });
}

/** Orders and greedy sets in turn, each made for the other: from the code as it is, and from statements grouped by shape. */
function guessOrders(
  corpus: Corpus,
  blocks: readonly OrderedBlock[],
  patterns: readonly Pattern[],
  limits: Chooser['limits'],
): Guess {
  const asIs = reorder(corpus, blocks, asTheyAre(blocks), patterns, 1);
  const starts = [asIs, groupedByShape(corpus, blocks)].map((orders) =>
    guessSet(corpus, blocks, orders, limits),
  );
  const rounds = Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, Math.floor(ROUND_BUDGET / corpus.opcodes.length)));
  const ends = starts.map((start) => {
    let best = start;
    for (let round = 0; round < rounds; round++) {
      const sizes = SET_SIZES[round % SET_SIZES.length];
      const set = sizes === 1 ? best.patterns : guessSet(corpus, blocks, best.orders, limits, sizes).patterns;
      const orders = reorder(corpus, blocks, best.orders, set, round);
      const next = guessSet(corpus, blocks, orders, limits);
      if (next.cost <= best.cost) best = next;
    }
    return best;
  });
  return ends[1].cost < ends[0].cost ? ends[1] : ends[0];
}

interface Guess {
  readonly orders: Orders;
  readonly patterns: readonly Pattern[];
  readonly cost: number;
}

/** Rounds take as long as the code is long. */
const MIN_ROUNDS = 3;
const MAX_ROUNDS = 10;
const ROUND_BUDGET = 100_000;
/** Orders are made for sets of the budget, and for larger ones, which have more to offer. */
const SET_SIZES = [1, 1, 1.2];

function guessSet(
  corpus: Corpus,
  blocks: readonly OrderedBlock[],
  orders: Orders,
  limits: Chooser['limits'],
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
