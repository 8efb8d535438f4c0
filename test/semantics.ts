import { type Instruction, semanticsOf } from '../src/isa/isa.js';
import type { Semantics } from '../src/isa/semantics.js';

/** An instruction that does something else. */
export function withSemantics(
  instruction: Instruction,
  change: (semantics: Semantics) => Semantics,
): Instruction {
  return {
    ...instruction,
    body: { ...instruction.body, kind: 'expressions', semantics: change(semanticsOf(instruction)) },
  };
}

/** An instruction of which only the meaning matters. */
export function instructionOf(
  name: string,
  operands: Instruction['operands'],
  pops: readonly string[],
  pushes: readonly string[],
  semantics: Semantics,
): Instruction {
  const flow = { kind: 'next', mayExit: false, isAlone: false, maySkip: false, isPrefix: false } as const;
  return {
    name,
    operands,
    pops,
    pushes,
    others: [],
    isStackKnown: true,
    flow,
    body: { kind: 'expressions', semantics },
  };
}
