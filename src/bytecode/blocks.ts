import type { Isa } from '../isa/isa.js';
import { endsBlock } from '../isa/pattern.js';
import type { Code } from './program.js';

/** Instructions `start` to `end` (exclusive) that always run together: only the first is a jump target. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/**
 * The basic blocks of a section, in order: a block ends before a jump target, and after what may jump or
 * return.
 */
export function basicBlocks(isa: Isa, code: Code): Block[] {
  const leaders = new Set([0]);
  for (const [i, { opcode, operands }] of code.entries()) {
    const instruction = isa.instructions[opcode];
    for (const [k, { kind }] of instruction.operands.entries()) if (kind.label) leaders.add(operands[k]);
    if (endsBlock(instruction)) leaders.add(i + 1);
  }
  const starts = [...leaders].filter((start) => start < code.length).sort((a, b) => a - b);
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? code.length }));
}
