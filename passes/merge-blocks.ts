import type { MiningOptions } from '../src/artifacts/options.js';
import { mergeBlocks as merge } from '../src/mining/merge-blocks.js';
import { definePass } from './pass.js';

/** Keeps blocks that mining cannot tell from each other once. */
export function mergeBlocks(options: Pick<MiningOptions, 'maxLength'>) {
  return definePass({
    name: 'merge-blocks',
    reads: ['corpus'],
    writes: ['mergedCorpus'],
    options,
    run: ({ corpus }) => ({ mergedCorpus: merge(corpus, options.maxLength) }),
  });
}
