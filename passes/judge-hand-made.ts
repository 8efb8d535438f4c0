import type { MiningOptions } from '../src/artifacts/options.js';
import type { HandMadeResult } from '../src/artifacts/summary.js';
import type { HandMadeSet } from '../src/bytecode/profile.js';
import type { Isa } from '../src/isa/isa.js';
import { type Pattern, parsePattern } from '../src/isa/pattern.js';
import { lowerBound } from '../src/mining/bound.js';
import { findCandidates } from '../src/mining/candidates.js';
import { choiceSpace, emptySet, firstSet, NO_NAMED_PATTERNS } from '../src/mining/choices.js';
import type { Corpus } from '../src/mining/corpus.js';
import { unitsPer } from '../src/mining/costs.js';
import { costLeft } from '../src/mining/drift.js';
import { mergeBlocks } from '../src/mining/merge-blocks.js';
import { improve, movesFor } from '../src/mining/search.js';
import { MAX_TILE_LENGTH } from '../src/mining/tiling.js';
import { InputError } from '../src/util/input-error.js';
import { definePass } from './pass.js';

/** Judges the sets that the authors of a VM made by hand, beside the best of as many and as short ones. */
export function judgeHandMadePass(options: Pick<MiningOptions, 'objective'>) {
  return definePass({
    name: 'judge-hand-made',
    reads: ['machine', 'profile', 'corpus'],
    writes: ['handMade'],
    options,
    run: ({ machine: { isa }, profile, corpus }) => ({
      handMade: (profile.handMade ?? []).flatMap((set) => judge(isa, corpus, set, options) ?? []),
    }),
  });
}

/** Null where none of the set can occur. */
function judge(
  isa: Isa,
  corpus: Corpus,
  { name, patterns }: HandMadeSet,
  { objective }: Pick<MiningOptions, 'objective'>,
): HandMadeResult | null {
  const usable = patterns.flatMap((text) => possible(isa, text, name) ?? []);
  if (usable.length === 0) return null;
  const baseline = costLeft(corpus, objective, []);
  const left = costLeft(corpus, objective, usable);
  const bestLeft = leftByBest(corpus, usable) / unitsPer(objective);
  const removed = (cost: number) => (baseline > 0 ? 1 - cost / baseline : 0);
  return {
    name,
    superinstructions: usable.length,
    impossible: patterns.length - usable.length,
    left,
    reduction: removed(left),
    bestLeft,
    bestReduction: removed(bestLeft),
  };
}

/** Null where a pattern cannot occur: a drafted machine has only what was recorded, and users edit it. */
function possible(isa: Isa, text: string, name: string): Pattern | null {
  try {
    const pattern = parsePattern(text, isa, name);
    return pattern.parts.length <= MAX_TILE_LENGTH ? pattern : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** What the best set leaves that is no larger than a given one and has no longer sequences. */
function leftByBest(whole: Corpus, patterns: readonly Pattern[]): number {
  const maxLength = Math.max(...patterns.map(({ parts }) => parts.length));
  const limits = { budget: patterns.length, maxLength, payload: null, minPlaces: 1, minPrograms: 1 };
  const corpus = mergeBlocks(whole, maxLength);
  const found = findCandidates(corpus, limits);
  const space = choiceSpace(corpus, found, NO_NAMED_PATTERNS, limits);
  const first = firstSet(corpus, space);
  const { fixed, size } = space;
  const { bound, worth } = lowerBound(corpus, [...space.choices, ...found.relaxed], {
    budget: size,
    fixed,
    minSaving: found.minSaving,
    upperBound: first.cost,
    deadline: null,
  });
  const { tiling, set } = emptySet(corpus, space);
  set.become(first.members);
  improve(set, tiling, {
    size,
    fixed,
    worth,
    lowerBound: bound,
    moves: movesFor(corpus),
    deadline: null,
  });
  return tiling.cost;
}
