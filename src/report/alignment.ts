import { type DisassembledLine, disassembleSection } from '../bytecode/disassemble.js';
import { decodeSection, type Program } from '../bytecode/program.js';
import type { FusedIsa } from '../isa/fuse.js';

/** One instruction of the fused code, and the baseline instructions it stands for. */
export interface AlignedInstruction {
  readonly fused: DisassembledLine;
  /** Which superinstruction, from 0; null for an instruction that stayed as it was. */
  readonly superinstruction: number | null;
  readonly baseline: readonly DisassembledLine[];
}

/** Reads a section of the fused program beside the same section of the baseline. */
export function alignSection(
  isa: FusedIsa,
  baseline: Program,
  fused: Program,
  name: string,
): AlignedInstruction[] {
  const lines = disassembleSection(isa, baseline, sectionOf(baseline, name));
  const fusedLines = disassembleSection(isa, fused, sectionOf(fused, name));
  let next = 0;
  return decodeSection(isa, fused, sectionOf(fused, name)).map(({ opcode }, i) => {
    const pattern = isa.patterns[opcode - isa.base];
    const start = next;
    next += pattern?.parts.length ?? 1;
    return {
      fused: fusedLines[i],
      superinstruction: pattern ? opcode - isa.base : null,
      baseline: lines.slice(start, next),
    };
  });
}

function sectionOf(program: Program, name: string) {
  return program.sections.find((section) => section.name === name)!;
}
