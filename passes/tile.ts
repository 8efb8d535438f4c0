import { costsOf, type MiningOptions } from '../src/artifacts/options.js';
import { tileProgram } from '../src/mining/tile.js';
import { definePass } from './pass.js';

/** Rewrites the programs at the lowest cost. */
export function tilePass(options: Pick<MiningOptions, 'costs'>) {
  return definePass({
    name: 'tile',
    reads: ['machine', 'fused', 'profile'],
    writes: ['tiled'],
    options,
    run({ machine: { isa }, fused, profile }) {
      const costs = costsOf(options);
      return { tiled: profile.programs.map(({ program }) => tileProgram(isa, fused, program, costs)) };
    },
  });
}
