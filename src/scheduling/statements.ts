import { type Block, basicBlocks } from '../bytecode/blocks.js';
import type { Code } from '../bytecode/program.js';
import { type Accesses, accessesOf } from '../isa/accesses.js';
import type { Isa } from '../isa/isa.js';
import { endsBlock } from '../isa/pattern.js';
import { type Footprint, footprintOf } from './footprint.js';
import { liveRegisters, passBack } from './registers.js';

/**
 * A stretch of a basic block, instructions `start` to `end` (exclusive), that begins with the operand stack
 * as deep as where the block began, and that no register carries a value into which the block has set.
 * Statements of a block may change places as far as `dependences` lets them.
 */
export interface Statement extends Footprint {
  readonly start: number;
  readonly end: number;
  /** It stays the last of its block: it jumps, returns, or leaves something on the stack or in a register. */
  readonly isLast: boolean;
}

/** Cuts every basic block of a section into as many statements as there are: a list per block. */
export function statementsOf(isa: Isa, code: Code): Statement[][] {
  const accesses = isa.instructions.map(accessesOf);
  const blocks = basicBlocks(isa, code);
  const liveOut = liveRegisters(isa, code, blocks, accesses);
  return blocks.map((block, b) => {
    const cuts = cutsOf(isa, code, block, accesses, liveOut[b]);
    const endsAtCut = cuts.at(-1) === block.end;
    if (endsAtCut) cuts.pop();
    return cuts.map((start, i): Statement => {
      const end = cuts[i + 1] ?? block.end;
      const isLast = end === block.end && (!endsAtCut || endsBlock(isa.instructions[code[end - 1].opcode]));
      return { start, end, isLast, ...footprintOf(isa, accesses, code, start, end) };
    });
  });
}

/** Where statements may begin, ascending; the end of the block among them if nothing is left over there. */
function cutsOf(
  isa: Isa,
  code: Code,
  { start, end }: Block,
  accesses: readonly Accesses[],
  liveOut: ReadonlySet<string>,
): number[] {
  const growth = (index: number): number => {
    const { pops, pushes } = isa.instructions[code[index].opcode];
    return pushes.length - pops.length;
  };
  const firstWrite = new Map<string, number>();
  let depth = 0;
  for (let index = start; index < end; index++) {
    depth += growth(index);
    for (const register of accesses[code[index].opcode].registersWritten)
      if (!firstWrite.has(register)) firstWrite.set(register, index);
  }
  const cuts: number[] = [];
  const live = new Set(liveOut);
  for (let index = end; ; index--) {
    const carries = [...live].some((register) => firstWrite.get(register)! < index);
    if (depth === 0 && !carries) cuts.push(index);
    if (index === start) break;
    depth -= growth(index - 1);
    passBack(live, accesses[code[index - 1].opcode]);
  }
  return cuts.reverse();
}
