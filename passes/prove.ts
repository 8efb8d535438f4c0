import { proveSet } from '../src/proof/prove-set.js';
import { definePass } from './pass.js';

/** Proves of every superinstruction that it does what its parts do, from every state. */
export function provePass() {
  return definePass({
    name: 'prove',
    reads: ['machine', 'fused'],
    writes: ['proofs'],
    options: {},
    run: ({ machine: { isa }, fused }) => ({ proofs: proveSet(isa, fused) }),
  });
}
