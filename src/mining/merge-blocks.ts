import type { OperandKind } from '../isa/isa.js';
import { relation } from './bindings.js';
import type { Corpus, CorpusBlock } from './corpus.js';

/**
 * Keeps of blocks that are alike only the first, with the weights of all. Blocks are alike when every
 * superinstruction of at most `maxLength` instructions fits at the same places of both, and saves the same
 * share of them: they have the same opcodes, constants and shares, and operands at most that far apart are
 * equal, or neighbours, in both or in neither. So are the copies of a program that occurs twice.
 */
export function mergeBlocks(corpus: Corpus, maxLength: number): Corpus {
  const kept = new Map<string, CorpusBlock[]>();
  const counts = corpus.counts.slice();
  for (const block of corpus.blocks) {
    const key = fixedKey(corpus, block);
    const alike = kept.get(key) ?? [];
    kept.set(key, alike);
    const same = alike.findIndex((other) => sameRelations(corpus, other, block, maxLength));
    if (same < 0) {
      alike.push(block);
      continue;
    }
    const { start } = alike[same];
    for (let i = 0; start + i < alike[same].end; i++) counts[start + i] += corpus.counts[block.start + i];
    alike[same] = together(alike[same], block);
  }
  const blocks = [...kept.values()].flat();
  if (blocks.length === corpus.blocks.length) return corpus;
  return keepBlocks(
    { ...corpus, counts },
    blocks.sort((a, b) => a.start - b.start),
  );
}

/** Opcodes, constants, and what positions count where they do not all count the same. */
function fixedKey(corpus: Corpus, { start, end, isUniform }: CorpusBlock): string {
  const { opcodes, operandStart, operands, bindable } = corpus;
  const constants = operands
    .subarray(operandStart[start], operandStart[end])
    .filter((operand) => bindable[operand]);
  const shares = isUniform ? '' : corpus.shares.subarray(start, end).join();
  return `${opcodes.subarray(start, end).join()};${constants.join()};${shares}`;
}

/**
 * Whether operands of two blocks with the same opcodes are related in the same way, as far as one
 * superinstruction reaches.
 */
function sameRelations(corpus: Corpus, a: CorpusBlock, b: CorpusBlock, maxLength: number): boolean {
  const { opcodes, operandStart, isa } = corpus;
  const kinds = isa.instructions.map(({ operands }) => operands.map(({ kind }) => kind));
  const shift = operandStart[b.start] - operandStart[a.start];
  let windowStart = a.start;
  const before: { readonly operand: number; readonly kind: OperandKind }[] = [];
  for (let position = a.start; position < a.end; position++) {
    for (; windowStart <= position - maxLength; windowStart++)
      before.splice(0, kinds[opcodes[windowStart]].length);
    for (const [i, kind] of kinds[opcodes[position]].entries()) {
      const operand = operandStart[position] + i;
      for (const earlier of before)
        if (
          earlier.kind === kind &&
          relation(corpus, kind, earlier.operand, operand) !==
            relation(corpus, kind, earlier.operand + shift, operand + shift)
        )
          return false;
      before.push({ operand, kind });
    }
  }
  return true;
}

function together(a: CorpusBlock, b: CorpusBlock): CorpusBlock {
  return {
    ...a,
    programs: [...new Set([...a.programs, ...b.programs])],
    copies: a.copies + b.copies,
    weight: a.weight + b.weight,
  };
}

function keepBlocks(corpus: Corpus, blocks: readonly CorpusBlock[]): Corpus {
  const opcodes: number[] = [];
  const operandStart = [0];
  const operands: number[] = [];
  const numbers: number[] = [];
  const counts: number[] = [];
  const shares: number[] = [];
  const blockOf: number[] = [];
  const moved = blocks.map((block, index): CorpusBlock => {
    const start = opcodes.length;
    for (let position = block.start; position < block.end; position++) {
      opcodes.push(corpus.opcodes[position]);
      counts.push(corpus.counts[position]);
      shares.push(corpus.shares[position]);
      blockOf.push(index);
      for (let i = corpus.operandStart[position]; i < corpus.operandStart[position + 1]; i++) {
        operands.push(corpus.operands[i]);
        numbers.push(corpus.numbers[i]);
      }
      operandStart.push(operands.length);
    }
    return { ...block, start, end: opcodes.length };
  });
  return {
    ...corpus,
    opcodes: Int32Array.from(opcodes),
    operandStart: Int32Array.from(operandStart),
    operands: Int32Array.from(operands),
    numbers: Int32Array.from(numbers),
    counts: Float64Array.from(counts),
    shares: Float64Array.from(shares),
    blocks: moved,
    blockOf: Int32Array.from(blockOf),
  };
}
