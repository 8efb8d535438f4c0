import type { InstructionFacts, KindFacts } from '../recording.js';

/** Operands named after their kinds: `temporary`, and `temporary2` where there is another. */
export function namedAfterKinds(kinds: readonly string[]): InstructionFacts['operands'] {
  return kinds.map((kind, i) => {
    const before = kinds.slice(0, i).filter((one) => one === kind).length;
    return { name: before === 0 ? kind : `${kind}${before + 1}`, kind };
  });
}

/** A table of kinds as a list. */
export function listKinds(kinds: Readonly<Record<string, Omit<KindFacts, 'name'>>>): KindFacts[] {
  return Object.entries(kinds).map(([name, facts]) => ({ name, ...facts }));
}
