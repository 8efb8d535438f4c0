import { type FusedIsa, ownInstructions } from '../isa/fuse.js';
import { type Isa, semanticsOf } from '../isa/isa.js';
import { semanticsExpressions, walk } from '../isa/semantics.js';

/**
 * Names of the memories and pools that instructions name, the most used first: what a run loop keeps at hand.
 * What instructions behind a machine's own use comes last, so that these change nothing for the others.
 */
export function arraysInUse(isa: Isa | FusedIsa): readonly string[] {
  const uses = new Map<string, number>();
  const own = ownInstructions(isa);
  for (const [opcode, instruction] of isa.instructions.entries()) {
    const use = (name: string) => uses.set(name, (uses.get(name) ?? 0) + (opcode < own ? 1 : 0));
    const semantics = semanticsOf(instruction);
    for (const effect of semantics.effects) if (effect.kind === 'store') use(effect.memory);
    for (const expression of semanticsExpressions(semantics))
      walk(expression, (inner) => {
        if (inner.kind === 'memory') use(inner.memory);
        if (inner.kind === 'pool') use(inner.pool);
      });
  }
  return [...isa.memories, ...isa.pools]
    .map(({ name }) => name)
    .filter((name) => uses.has(name))
    .sort((a, b) => uses.get(b)! - uses.get(a)!);
}
