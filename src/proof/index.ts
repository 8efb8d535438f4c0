export type { Facts } from './facts.js';
export {
  type Proof,
  type ProofOptions,
  type ProvedInstruction,
  proveInstruction,
  proveSuperinstruction,
} from './prove.js';
export { type Proofs, proveSet, type SuperinstructionSet } from './prove-set.js';
export { type Node as TermNode, type Term, Terms } from './terms.js';
