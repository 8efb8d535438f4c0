import { mergeProfiles } from '../src/bytecode/merge-profiles.js';
import { definePass } from './pass.js';

/** Puts profiles of one machine together. */
export function mergePass() {
  return definePass({
    name: 'merge',
    reads: ['machine', 'profiles'],
    writes: ['profile'],
    options: {},
    run: ({ machine: { isa }, profiles }) => ({ profile: mergeProfiles(isa, profiles) }),
  });
}
