import { costsOf, type MiningOptions } from '../src/artifacts/options.js';
import { originalOf, type Profile } from '../src/bytecode/profile.js';
import { buildCorpus } from '../src/mining/corpus.js';
import { weigh } from '../src/mining/weights.js';
import { matchesGlob } from '../src/util/glob.js';
import { InputError } from '../src/util/input-error.js';
import { definePass } from './pass.js';

/**
 * Lays out the code of the programs that are not held out, each weighted as it came: scheduling changes no
 * weight.
 */
export function weighPass(options: Pick<MiningOptions, 'holdOut' | 'weighting' | 'costs'>) {
  return definePass({
    name: 'weigh',
    reads: ['machine', 'profile'],
    writes: ['corpus'],
    options,
    run({ machine: { isa }, profile }) {
      const heldOut = heldOutPrograms(profile, options.holdOut);
      const mined = { ...profile, programs: profile.programs.filter((_, i) => !heldOut.has(i)) };
      if (mined.programs.length === 0)
        throw new InputError('every program is held out: there is nothing left to mine; hold out fewer');
      const originals = { ...mined, programs: mined.programs.map(originalOf) };
      const { basis, factors } = weigh(originals, options.weighting);
      return { corpus: buildCorpus(isa, mined, factors, { costs: costsOf(options), basis }) };
    },
  });
}

/**
 * Indices of the programs whose family is `holdOut` or whose name matches it as a glob of `*` and `?`. Throws
 * an `InputError` where there are none.
 */
export function heldOutPrograms({ programs }: Profile, holdOut: string | null): ReadonlySet<number> {
  if (holdOut === null) return new Set();
  const indices = [...programs.keys()].filter((i) => {
    const { name, family } = programs[i].program;
    return family === holdOut || matchesGlob(holdOut, name) || matchesGlob(holdOut, `${family}/${name}`);
  });
  if (indices.length === 0)
    throw new InputError(
      `--hold-out ${holdOut}: no program or family is called so; families: ${[...new Set(programs.map(({ program }) => program.family))].join(', ')}`,
    );
  return new Set(indices);
}
