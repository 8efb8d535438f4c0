import type { MiningOptions } from '../src/artifacts/options.js';
import { countSequences } from '../src/mining/sequences.js';
import { definePass } from './pass.js';

/** Counts opcode sequences for people to read. */
export function countSequencesPass(options: Pick<MiningOptions, 'maxLength'>) {
  return definePass({
    name: 'count-sequences',
    reads: ['corpus'],
    writes: ['sequences'],
    options,
    run: ({ corpus }) => ({ sequences: countSequences(corpus, options.maxLength) }),
  });
}
