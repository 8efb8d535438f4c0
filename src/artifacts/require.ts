import type { Profile, TracedProgram } from '../bytecode/profile.js';
import { decodeSection } from '../bytecode/program.js';
import { validate } from '../bytecode/validate.js';
import type { Isa } from '../isa/isa.js';
import { InputError } from '../util/input-error.js';
import { profileDigest } from './profile.js';
import type { Decisions } from './superinstructions.js';

/** Throws an `InputError` when an artifact is of another machine, or of another version of it. */
export function requireMachine(
  { machine, isaDigest }: { readonly machine: string; readonly isaDigest: string },
  isa: Isa,
  path: string,
  remedy = 'make it again',
): void {
  if (machine !== isa.machine || isaDigest !== isa.digest)
    throw new InputError(
      `it was made with the machine ${machine} ${isaDigest}, this is ${isa.machine} ${isa.digest}: ${remedy}`,
      { file: path, line: 1, column: 1 },
    );
}

/** Throws an `InputError` when decisions say that they were mined from another profile. */
export function requireMinedFrom(decisions: Decisions, profile: Profile, path: string): void {
  const digest = profileDigest(profile);
  if (decisions.profileDigest !== null && decisions.profileDigest !== digest)
    throw new InputError(
      `it was mined from another profile (${decisions.profileDigest}) than the one beside it (${digest}): mine that again, with --decisions ${path} for its lists`,
      { file: path, line: 1, column: 1 },
    );
}

/**
 * Throws an `InputError` unless every program is valid for the machine, and its counts are those of its code.
 */
export function requirePrograms({ programs }: Profile, isa: Isa, path: string): void {
  const at = { file: path, line: 1, column: 1 };
  for (const entry of programs)
    try {
      for (const traced of [entry, ...(entry.original ? [entry.original] : [])]) {
        validate(isa, traced.program);
        requireCounts(traced, isa);
      }
    } catch (error) {
      if (error instanceof InputError) throw new InputError(error.message, at);
      throw error;
    }
}

function requireCounts({ program, counts, transfers }: TracedProgram, isa: Isa): void {
  const fail = (): never => {
    throw new InputError(`${program.name}: its counts are not those of its code: trace it again`);
  };
  if (counts.length !== program.sections.length) fail();
  if (transfers && transfers.length !== counts.length) fail();
  for (const [s, section] of program.sections.entries()) {
    const { length } = decodeSection(isa, program, section);
    const isIndex = (index: number) => index < length;
    if (counts[s].length !== length) fail();
    const { pcs } = section;
    if (pcs && (pcs.length !== length || pcs.some((pc, i) => i > 0 && pc <= pcs[i - 1]))) fail();
    if (!(section.leaders ?? []).every(isIndex)) fail();
    if (!(transfers?.[s] ?? []).every(({ from, to }) => isIndex(from) && isIndex(to))) fail();
  }
}
