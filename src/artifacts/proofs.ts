import * as v from 'valibot';
import type { Facts } from '../proof/facts.js';
import type { Proof } from '../proof/prove.js';
import { count, type Infer, operandBytes } from './schema.js';

/** How a `Proof` is read. */
export const proofSchema = v.variant('status', [
  v.object({ status: v.literal('proved') }),
  v.object({ status: v.literal('tested'), states: count, why: v.string() }),
  v.object({ status: v.literal('refuted'), what: v.string() }),
]) satisfies v.GenericSchema<unknown, Proof>;

/** How `Facts` are read. */
export const factsSchema = v.object({
  pops: count,
  pushes: count,
  reads: v.array(v.string()),
  writes: v.array(v.string()),
  calls: count,
  payload: operandBytes,
  exits: v.array(v.string()),
  control: v.picklist(['next', 'jump', 'branch', 'return']),
}) satisfies v.GenericSchema<unknown, Facts>;

export const instructionProofSchema = v.object({ instruction: v.string(), proof: proofSchema });

/** An instruction of the machine itself, and what was shown of it. */
export interface InstructionProof extends Infer<typeof instructionProofSchema> {}
