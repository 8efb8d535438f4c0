import type { MiningOptions } from '../src/artifacts/options.js';
import type { Limits } from '../src/mining/candidate.js';
import { findCandidates } from '../src/mining/candidates.js';
import type { Corpus } from '../src/mining/corpus.js';
import { definePass } from './pass.js';

/** Those mining options that say which superinstructions there may be. */
export type LimitOptions = Pick<MiningOptions, 'budget' | 'maxLength' | 'payload' | 'minPlaces' | 'minShare'>;

/** Finds the candidates worth choosing from. */
export function minePass(options: LimitOptions) {
  return definePass({
    name: 'mine',
    reads: ['mergedCorpus'],
    writes: ['candidates'],
    options,
    run: ({ mergedCorpus }) => ({
      candidates: findCandidates(mergedCorpus, limitsOn(mergedCorpus, options)),
    }),
  });
}

/** With a share of the programs as a number of them. */
export function limitsOn({ blocks }: Corpus, options: LimitOptions): Limits & { readonly budget: number } {
  const programs = new Set(blocks.flatMap(({ programs }) => programs)).size;
  return { ...options, minPrograms: Math.ceil(options.minShare * programs) };
}
