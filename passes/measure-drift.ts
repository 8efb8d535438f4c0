import type { MiningOptions } from '../src/artifacts/options.js';
import { chosenPatterns } from '../src/artifacts/superinstructions.js';
import type { Pattern } from '../src/isa/pattern.js';
import { measureDrift } from '../src/mining/drift.js';
import { definePass } from './pass.js';

/** Tells how the set differs from an existing one; null: there is none. */
export function measureDriftPass(
  options: Pick<MiningOptions, 'objective'> & { readonly existing: readonly Pattern[] | null },
) {
  return definePass({
    name: 'measure-drift',
    reads: ['machine', 'corpus', 'decisions'],
    writes: ['drift'],
    options,
    run({ machine, corpus, decisions }) {
      const { existing, objective } = options;
      const chosen = chosenPatterns(machine.isa, decisions, 'superinstructions.json');
      return { drift: existing && measureDrift(corpus, objective, existing, chosen) };
    },
  });
}
