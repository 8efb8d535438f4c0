import { InputError } from '../src/input-error.js';
import type { Profile, ProgramProfile } from './profile.js';

/** Puts profiles of one machine together. A program that is there twice adds up when its code is the same. */
export function merge(profiles: readonly Profile[]): Profile {
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
      byKey.set(key, known ? addUp(known, entry) : entry);
    }
  }
  return { ...first, programs: [...byKey.values()] };
}

function addUp(a: ProgramProfile, b: ProgramProfile): ProgramProfile {
  const sameCode = (left: ProgramProfile, right: ProgramProfile): boolean =>
    left.blocks.length === right.blocks.length &&
    left.program.sections.length === right.program.sections.length &&
    left.program.sections.every((section, i) => {
      const other = right.program.sections[i];
      return (
        section.name === other.name && Buffer.from(section.code.buffer).equals(Buffer.from(other.code.buffer))
      );
    });
  if (!sameCode(a, b))
    throw new InputError(
      `two different programs are both called ${a.program.name} (family ${a.program.family}): rename one of them`,
    );
  const blocks = a.blocks.map((block, i) => ({
    ...block,
    executions: block.executions + b.blocks[i].executions,
  }));
  return { program: a.program, blocks };
}
