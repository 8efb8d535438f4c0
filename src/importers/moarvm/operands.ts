import type { InstructionFacts, KindFacts } from '../recording.js';

/** Operands named after their kinds: `temporary`, and `temporary2` where there is another. */
export function namedAfterKinds(kinds: readonly string[]): InstructionFacts['operands'] {
  return kinds.map((kind, i) => {
    const before = kinds.slice(0, i).filter((one) => one === kind).length;
    return { name: before === 0 ? kind : `${kind}${before + 1}`, kind };
  });
}

/** Those kinds that instructions have. */
export function kindsInUse(
  all: Readonly<Record<string, Omit<KindFacts, 'name'>>>,
  instructions: ReadonlyMap<string, InstructionFacts>,
): KindFacts[] {
  const used = new Set(
    [...instructions.values()].flatMap(({ operands }) => operands.map(({ kind }) => kind)),
  );
  return Object.entries(all)
    .filter(([name]) => used.has(name))
    .map(([name, facts]) => ({ name, ...facts }));
}
