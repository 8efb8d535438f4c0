import type { MiningOptions } from '../src/artifacts/options.js';
import { profileDigest } from '../src/artifacts/profile.js';
import { type Decisions, decisionsDigest } from '../src/artifacts/superinstructions.js';
import { formatPattern } from '../src/isa/pattern.js';
import { unitsPer } from '../src/mining/costs.js';
import { definePass } from './pass.js';

/** The lists of the user, as they wrote them. */
export interface Overrides {
  readonly always: readonly string[];
  readonly never: readonly string[];
}

/** Writes down what was chosen, why, and how good it is. */
export function decidePass(options: { readonly mining: MiningOptions; readonly overrides: Overrides }) {
  return definePass({
    name: 'decide',
    reads: ['machine', 'profile', 'selection', 'relaxation', 'scheduling'],
    writes: ['decisions'],
    options,
    run({ machine: { isa }, profile, selection, relaxation, scheduling }) {
      const { superinstructions, curve, knee, search } = selection;
      const units = unitsPer(options.mining.objective);
      const decisions: Decisions = {
        schema: 1,
        machine: isa.machine,
        isaDigest: isa.digest,
        profileDigest: profileDigest(profile),
        digest: null,
        options: options.mining,
        always: options.overrides.always,
        never: options.overrides.never,
        superinstructions: superinstructions.map(({ pattern, payload, marginal, places }) => ({
          pattern: formatPattern(pattern),
          payload,
          marginal: marginal / units,
          places,
        })),
        curve: curve.map((cost) => cost / units),
        bound: {
          // A set that another strategy found may be better than the one that the bound was measured
          // against.
          fusedDispatches: Math.min(relaxation.bound, curve.at(-1)!) / units,
          method: 'lagrangian',
          filteredBy: relaxation.filteredBy,
        },
        knee,
        search,
        scheduling,
      };
      return { decisions: { ...decisions, digest: decisionsDigest(decisions) } };
    },
  });
}
