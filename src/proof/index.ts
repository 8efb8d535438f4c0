/** That superinstructions do what their parts do, from every state. */

export type { Facts } from './facts.js';
export {
  type Proof,
  type ProvedInstruction,
  proveInstruction,
  proveSuperinstruction,
} from './prove.js';
export { type Proofs, proveSet, type SuperinstructionSet } from './prove-set.js';
