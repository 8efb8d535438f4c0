import { basicBlocks } from '../bytecode/blocks.js';
import type { Profile, TracedProgram } from '../bytecode/profile.js';
import { decodeSection } from '../bytecode/program.js';
import { validate } from '../bytecode/validate.js';
import type { Isa } from '../isa/isa.js';
import { InputError } from '../util/input-error.js';

/** Throws an `InputError` when an artifact is of another machine, or of another version of it. */
export function requireMachine(
  { machine, isaDigest }: { readonly machine: string; readonly isaDigest: string },
  isa: Isa,
  path: string,
): void {
  if (machine !== isa.machine || isaDigest !== isa.digest)
    throw new InputError(
      `it was made with the machine ${machine} ${isaDigest}, this is ${isa.machine} ${isa.digest}: make it again`,
      { file: path, line: 1, column: 1 },
    );
}

/**
 * Throws an `InputError` unless every program is valid for the machine, and its blocks are those of its code.
 */
export function requirePrograms({ programs }: Profile, isa: Isa, path: string): void {
  const at = { file: path, line: 1, column: 1 };
  for (const entry of programs)
    try {
      for (const traced of [entry, ...(entry.original ? [entry.original] : [])]) {
        validate(isa, traced.program);
        requireBlocks(traced, isa);
      }
    } catch (error) {
      if (error instanceof InputError) throw new InputError(error.message, at);
      throw error;
    }
}

function requireBlocks({ program, blocks }: TracedProgram, isa: Isa): void {
  const expected = program.sections.flatMap((section) =>
    basicBlocks(isa, decodeSection(isa, program, section)).map((block) => ({
      ...block,
      section: section.name,
    })),
  );
  const same = expected.every(
    ({ section, start, end }, i) =>
      blocks[i]?.section === section && blocks[i].start === start && blocks[i].end === end,
  );
  if (!same || blocks.length !== expected.length)
    throw new InputError(`${program.name}: its blocks are not those of its code: trace it again`);
}
