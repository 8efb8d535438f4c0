import { type FusedIsa, ownInstructions } from '../isa/fuse.js';
import { type Isa, semanticsOf } from '../isa/isa.js';
import { arrayAccesses } from '../isa/semantics.js';

/**
 * Names of the memories and pools that instructions name, the most used first: what a run loop keeps at hand.
 * What instructions behind a machine's own use comes last, so that these change nothing for the others.
 */
export function arraysInUse(isa: Isa | FusedIsa): readonly string[] {
  const uses = new Map<string, number>();
  const own = ownInstructions(isa);
  for (const [opcode, instruction] of isa.instructions.entries()) {
    for (const { array } of arrayAccesses(semanticsOf(instruction)))
      uses.set(array, (uses.get(array) ?? 0) + (opcode < own ? 1 : 0));
  }
  return [...isa.memories, ...isa.pools]
    .map(({ name }) => name)
    .filter((name) => uses.has(name))
    .sort((a, b) => uses.get(b)! - uses.get(a)!);
}
