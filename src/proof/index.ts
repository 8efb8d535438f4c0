export type { Facts } from './facts.js';
export { type Proof, type ProvedInstruction, proveInstruction, proveSuperinstruction } from './prove.js';
