import type { Instruction, Isa } from '../isa/isa.js';
import type { Pattern } from '../isa/pattern.js';
import { type Proof, type ProvedInstruction, proveInstruction, proveSuperinstruction } from './prove.js';

/** What is shown of a machine's handlers without running any program. */
export interface Proofs {
  /** By superinstruction, in the order of their opcodes. */
  readonly superinstructions: readonly ProvedInstruction[];
  /** Of the machine's own instructions, by opcode: that they do what their text says. */
  readonly instructions: readonly { readonly instruction: string; readonly proof: Proof }[];
}

/** A machine with superinstructions: `patterns[i]` is the instruction at `base + i`. */
export interface SuperinstructionSet {
  readonly base: number;
  readonly patterns: readonly Pattern[];
  readonly instructions: readonly Instruction[];
}

/**
 * Proves what can be proven of a whole set. Null for a machine whose bodies are not expressions: there is
 * nothing to go by.
 */
export function proveSet(isa: Isa, { base, patterns, instructions }: SuperinstructionSet): Proofs | null {
  if (isa.bodies !== 'expressions') return null;
  return {
    superinstructions: patterns.map((pattern, i) =>
      proveSuperinstruction(isa, pattern, instructions[base + i]),
    ),
    instructions: isa.instructions.map((instruction) => ({
      instruction: instruction.name,
      proof: proveInstruction(isa, instruction),
    })),
  };
}
