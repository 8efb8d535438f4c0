import { fitsFused, type Isa } from '../isa/isa.js';
import { endsBlock } from '../isa/pattern.js';
import type { Code, DecodedInstruction } from './program.js';

/** Instructions `start` to `end` (exclusive) that may be fused: control enters at the first alone. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/**
 * The basic blocks of a section, in order: a block ends before a jump target, and after what may jump, call
 * or return. What is never fused is a block of its own: instructions that stand alone, prefixes with what
 * belongs to them, what may be skipped, and operands that no superinstruction has room for. `leaders` are
 * further instructions where blocks begin: those that control reaches in ways that the code does not show.
 */
export function basicBlocks(isa: Isa, code: Code, leaders: readonly number[] = []): Block[] {
  const starts = new Set([0, ...leaders]);
  for (const [i, instruction] of code.entries()) {
    const { operands, flow } = isa.instructions[instruction.opcode];
    for (const [k, { kind }] of operands.entries()) if (kind.label) starts.add(instruction.operands[k]);
    if (endsBlock(isa.instructions[instruction.opcode])) starts.add(i + 1);
    if (flow.isAlone || flow.isPrefix || isTooWide(isa, instruction)) starts.add(i).add(i + 1);
    if (flow.isPrefix || flow.maySkip) starts.add(i + 1).add(i + 2);
  }
  const inOrder = [...starts].filter((start) => start < code.length).sort((a, b) => a - b);
  return inOrder.map((start, i) => ({ start, end: inOrder[i + 1] ?? code.length }));
}

function isTooWide(isa: Isa, { opcode, operands }: DecodedInstruction): boolean {
  return isa.instructions[opcode].operands.some(({ kind }, i) => !fitsFused(kind, operands[i]));
}
