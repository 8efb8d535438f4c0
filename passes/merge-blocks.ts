import type { MiningOptions } from '../src/artifacts/options.js';
import { mergeBlocks } from '../src/mining/merge-blocks.js';
import { definePass } from './pass.js';

/** Keeps blocks that mining cannot tell from each other once. */
export function mergeBlocksPass(options: Pick<MiningOptions, 'maxLength'>) {
  return definePass({
    name: 'merge-blocks',
    reads: ['corpus'],
    writes: ['mergedCorpus'],
    options,
    run: ({ corpus }) => ({ mergedCorpus: mergeBlocks(corpus, options.maxLength) }),
  });
}
