import type { SectionTransfer, TracedProgram } from '../bytecode/profile.js';
import { type Code, decodeSection, type Program, type Section } from '../bytecode/program.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { Instruction } from '../isa/isa.js';
import { formatPattern } from '../isa/pattern.js';
import type { Violations } from './violations.js';

/** An instruction of the fused code, and which instructions of the baseline it stands for. */
export interface Cover {
  readonly opcode: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** A section of the baseline with what was recorded of it, beside the fused code that stands for it. */
export interface RecordedSection {
  readonly isa: FusedIsa;
  readonly section: Section;
  readonly code: Code;
  readonly counts: Float64Array;
  /** Null where only counts are known. */
  readonly transfers: readonly SectionTransfer[] | null;
  /** One after the other, from the first instruction to the last. */
  readonly covers: readonly Cover[];
}

/** Null where the fused code stands for more or fewer instructions than there are. */
export function recordedSection(
  isa: FusedIsa,
  { program, counts, transfers }: TracedProgram,
  fused: Program,
  index: number,
): RecordedSection | null {
  const section = program.sections[index];
  const code = decodeSection(isa, program, section);
  const covers = coversOf(isa, decodeSection(isa, fused, fused.sections[index]));
  if ((covers.at(-1)?.end ?? 0) !== code.length) return null;
  return { isa, section, code, counts: counts[index], transfers: transfers?.[index] ?? null, covers };
}

function coversOf({ patterns, base }: FusedIsa, fused: Code): Cover[] {
  let start = 0;
  return fused.map(({ opcode }) => {
    const cover = { opcode, start, end: start + (patterns[opcode - base]?.parts.length ?? 1) };
    start = cover.end;
    return cover;
  });
}

/** The instruction that stands at an index of the baseline. */
export function instructionAt(
  { isa, code }: Pick<RecordedSection, 'isa' | 'code'>,
  index: number,
): Instruction {
  return isa.instructions[code[index].opcode];
}

/** The pc as the VM has it; the index itself where none is known; for messages. */
export function pcAt({ pcs }: Section, index: number): number {
  return pcs?.[index] ?? index;
}

/** Adds a violation at an instruction of the baseline. */
export function report(
  violations: Violations,
  recorded: Pick<RecordedSection, 'isa' | 'section' | 'code'>,
  index: number,
  cover: Pick<Cover, 'opcode'> | null,
  what: string,
): void {
  const { isa, section } = recorded;
  const pattern = cover ? isa.patterns[cover.opcode - isa.base] : undefined;
  violations.add({
    section: section.name,
    pc: pcAt(section, index),
    operation: instructionAt(recorded, index).name,
    superinstruction: pattern ? formatPattern(pattern) : null,
    what,
  });
}
