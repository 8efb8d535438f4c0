import { chosenPatterns } from '../src/artifacts/superinstructions.js';
import { extendIsa } from '../src/isa/fuse.js';
import { definePass } from './pass.js';

/**
 * Extends the machine with the superinstructions decided on: everything about them is derived from their
 * parts.
 */
export function fusePass() {
  return definePass({
    name: 'fuse',
    reads: ['machine', 'decisions'],
    writes: ['fused'],
    options: {},
    run: ({ machine: { isa }, decisions }) => ({
      fused: extendIsa(isa, chosenPatterns(isa, decisions, 'superinstructions.json')),
    }),
  });
}
