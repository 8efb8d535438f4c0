import { choosing } from '../../passes/pipelines.js';
import { runPipeline } from '../../passes/runner.js';
import type { MiningOptions } from '../../src/artifacts/options.js';
import type { Candidates } from '../../src/mining/candidate.js';
import { type NamedPatterns, NO_NAMED_PATTERNS } from '../../src/mining/choices.js';
import type { Corpus } from '../../src/mining/corpus.js';
import { options } from '../passes/support.js';

/**
 * What the choosing passes find in a corpus: from candidates where they are given, else from those that they
 * mine.
 */
export async function selectFrom(
  corpus: Corpus,
  change: Partial<MiningOptions>,
  named: Partial<NamedPatterns> = {},
  candidates?: Candidates,
) {
  const { artifacts } = await runPipeline(choosing({ ...options, ...change }), {
    given: {
      corpus,
      named: { ...NO_NAMED_PATTERNS, ...named },
      // Candidates hold positions of the corpus that they were mined from.
      ...(candidates && { candidates, mergedCorpus: corpus }),
    },
    wanted: ['selection', 'relaxation'],
  });
  return artifacts;
}
