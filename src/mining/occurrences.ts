import { formatConstant, type Pattern } from '../isa/pattern.js';
import type { Corpus } from './corpus.js';

/**
 * Everywhere a pattern fits in the corpus, ascending. Needs nothing but the pattern: it may come from a file.
 */
export function occurrencesOf(corpus: Corpus, pattern: Pattern): Int32Array {
  const { isa, opcodes, operandStart, operands, numbers, constants, blocks } = corpus;
  const sequence = pattern.parts.map(({ opcode }) => isa.opcodeOf.get(opcode)!);
  const bindings = pattern.parts.flatMap((part) => part.bindings);
  const fits = (position: number): boolean => {
    for (let i = 0; i < sequence.length; i++) if (opcodes[position + i] !== sequence[i]) return false;
    const first = operandStart[position];
    return bindings.every((binding, i) => {
      const value = operands[first + i];
      if (binding.kind === 'same')
        return binding.offset === 0
          ? value === operands[first + binding.as]
          : numbers[first + i] === numbers[first + binding.as] + binding.offset;
      return binding.kind === 'free' || formatConstant(constants[value]) === formatConstant(binding.value);
    });
  };
  const found: number[] = [];
  for (const { start, end } of blocks)
    for (let position = start; position + sequence.length <= end; position++)
      if (fits(position)) found.push(position);
  return Int32Array.from(found);
}
