import { type Isa, semanticsOf } from '../isa/isa.js';
import { semanticsExpressions, walk } from '../isa/semantics.js';

/**
 * Names of the memories and pools that instructions name, the most used first: what a run loop keeps at hand.
 */
export function arraysInUse(isa: Isa): readonly string[] {
  const uses = new Map<string, number>();
  const use = (name: string) => uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const instruction of isa.instructions) {
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
