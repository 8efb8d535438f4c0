import type { Isa } from '../../src/isa/isa.js';
import { type Binding, formatPattern, type Pattern } from '../../src/isa/pattern.js';
import { pseudoRandom } from '../../src/util/random.js';

const MAX_PARTS = 6;

/** Superinstructions of instructions that go on to the next, with operands free, shared or beside each other. */
export function randomPatterns(isa: Isa, seed: number, count: number): readonly Pattern[] {
  const random = pseudoRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const usable = isa.instructions.filter(({ flow }) => flow.kind === 'next' && !flow.isAlone);
  const patterns = new Map<string, Pattern>();
  while (patterns.size < count) {
    const free: { readonly kind: string; readonly index: number; readonly isCell: boolean }[] = [];
    let index = 0;
    const parts = Array.from({ length: 2 + below(MAX_PARTS - 1) }, () => {
      const { name, operands } = usable[below(usable.length)];
      const bindings = operands.map(({ kind }): Binding => {
        const here = index++;
        const first = free.find((other) => other.kind === kind.name);
        if (first && random() < 0.5)
          return { kind: 'same', as: first.index, offset: first.isCell ? below(3) - 1 : 0 };
        free.push({
          kind: kind.name,
          index: here,
          isCell: isa.memories.some((memory) => memory.index === kind.name),
        });
        return { kind: 'free' };
      });
      return { opcode: name, bindings };
    });
    const pattern: Pattern = { parts };
    patterns.set(formatPattern(pattern), pattern);
  }
  return [...patterns.values()];
}
