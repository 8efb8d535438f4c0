import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import { decodeSection, type Origin, type Program, type Section } from './program.js';

/** Base instructions that an instruction stands for. */
function partCount(isa: Isa | FusedIsa, opcode: number): number {
  return ('patterns' in isa ? isa.patterns[opcode - isa.base]?.parts.length : undefined) ?? 1;
}

/** By instruction of a section: the origin of each of its parts, null where nobody wrote it. */
export function originsOf(isa: Isa, program: Program, section: Section): (readonly (Origin | null)[])[] {
  let next = 0;
  return decodeSection(isa, program, section).map(({ opcode }) =>
    Array.from({ length: partCount(isa, opcode) }, () => originNumbered(program, section, next++)),
  );
}

function originNumbered({ origins }: Program, section: Section, baseInstruction: number): Origin | null {
  return origins?.[(section.origins?.[baseInstruction] ?? 0) - 1] ?? null;
}

/** `births (model.mdl:12)`, or only the line where the source has no names. */
export function describeOrigin({ name, at }: Origin): string {
  const line = `${at.file}:${at.line}`;
  return name === '' ? line : `${name} (${line})`;
}
