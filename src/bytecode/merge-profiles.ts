import type { Isa } from '../isa/isa.js';
import { InputError } from '../util/input-error.js';
import { addRuns } from './merge-runs.js';
import type { Profile, ProgramProfile } from './profile.js';
import { withoutOrigins } from './program.js';

/**
 * Puts profiles of one machine together. A program that is in several is kept once where we run it: every run
 * of it counts the same. Runs of a foreign VM are added up: they may have had different inputs.
 */
export function mergeProfiles(isa: Isa, profiles: readonly Profile[]): Profile {
  const [first] = profiles;
  const byKey = new Map<string, ProgramProfile>();
  for (const profile of profiles) {
    if (profile.isaDigest !== first.isaDigest)
      throw new InputError(
        `cannot merge profiles of ${first.machine} ${first.isaDigest} and ${profile.machine} ${profile.isaDigest}: trace both with the same version of the machine`,
      );
    for (const entry of profile.programs) {
      const key = JSON.stringify([entry.program.family, entry.program.name]);
      const known = byKey.get(key);
      byKey.set(key, known ? together(isa, known, entry) : entry);
    }
  }
  const sets = new Map(profiles.flatMap(({ handMade = [] }) => handMade).map((set) => [set.name, set]));
  return {
    ...first,
    programs: [...byKey.values()],
    ...(sets.size > 0 && { handMade: [...sets.values()] }),
  };
}

function together(isa: Isa, a: ProgramProfile, b: ProgramProfile): ProgramProfile {
  const isForeign = ({ program }: ProgramProfile) => program.sections.every(({ pcs }) => pcs !== undefined);
  return isForeign(a) && isForeign(b) ? addRuns(isa, a, b) : same(a, b);
}

function same(a: ProgramProfile, b: ProgramProfile): ProgramProfile {
  const { name, family } = a.program;
  const [left, right] = [a, b].map(({ program, original }) => [
    withoutOrigins(program),
    original && { ...original, program: withoutOrigins(original.program) },
  ]);
  if (!sameData(left, right))
    throw new InputError(
      `two different programs are both called ${name} (family ${family}): rename one of them`,
    );
  if (!sameData(a.counts, b.counts))
    throw new InputError(`two profiles of ${name} (family ${family}) counted differently: trace it again`);
  return a;
}

/** The same plain data, numbers by their bits but for NaN. */
function sameData(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && sameData(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}
