import type { Binding, Pattern } from '../isa/pattern.js';
import { type Bindings, describeBinding } from './bindings.js';
import type { Corpus } from './corpus.js';

/** What a superinstruction may be. */
export interface Limits {
  /** Most instructions in a sequence, at least 2. */
  readonly maxLength: number;
  /** Most bytes of free operands; null: any number. */
  readonly payload: number | null;
  /** Fewest places in the code where it has to fit: 1 allows one-off opcodes. */
  readonly minPlaces: number;
  /** Fewest programs in which it has to fit: what only a few have in common serves no other. */
  readonly minPrograms: number;
}

/** A possible superinstruction, with everywhere it fits. */
export interface Candidate {
  /** Instructions. */
  readonly length: number;
  readonly bindings: Bindings;
  /** Positions where it fits, ascending. They may overlap. */
  readonly occurrences: Int32Array;
  /** What it saves at each whole execution of one. */
  readonly saving: number;
  readonly gains: readonly number[];
  /** Bytes of free operands. */
  readonly payload: number;
}

/** What a set is chosen from. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  /**
   * Stand for all superinstructions that refine them, too many to list: they fit wherever those do, but not
   * within the payload. Not to be chosen; a bound that takes them in holds for what they stand for.
   */
  readonly relaxed: readonly Candidate[];
  /**
   * Superinstructions that save less than this in the whole corpus, were they used wherever they fit, are
   * left out.
   */
  readonly minSaving: number;
}

/** The pattern of a candidate, in terms that hold outside this corpus. */
export function patternOf(corpus: Corpus, { length, bindings, occurrences }: Candidate): Pattern {
  const { isa, opcodes } = corpus;
  const [first] = occurrences;
  let index = 0;
  return {
    parts: Array.from(opcodes.subarray(first, first + length), (opcode) => {
      const { name, operands } = isa.instructions[opcode];
      return {
        opcode: name,
        bindings: operands.map((): Binding => describeBinding(bindings, corpus, index++)),
      };
    }),
  };
}

/** Places in the programs: blocks that are alike stand in the corpus once. */
export function countPlaces({ blocks, blockOf }: Corpus, positions: Int32Array): number {
  let places = 0;
  for (const position of positions) places += blocks[blockOf[position]].copies;
  return places;
}

export function countPrograms({ blocks, blockOf }: Corpus, positions: Int32Array): number {
  const programs = new Set<number>();
  let last = -1;
  for (const position of positions) {
    if (blockOf[position] === last) continue;
    last = blockOf[position];
    for (const program of blocks[last].programs) programs.add(program);
  }
  return programs.size;
}

/** More than any part of a sequence that begins at these positions counts, all places together. */
export function peakWeight(corpus: Corpus, peaks: Float64Array, positions: Iterable<number>): number {
  const { blocks, blockOf } = corpus;
  let weight = 0;
  for (const position of positions) weight += blocks[blockOf[position]].weight * peaks[position];
  return weight;
}

/** By position: the most that it, or one after it in its block, counts. */
export function peakShares({ blocks, shares }: Corpus): Float64Array {
  const peaks = shares.slice();
  for (const { start, end } of blocks)
    for (let position = end - 2; position >= start; position--)
      peaks[position] = Math.max(peaks[position], peaks[position + 1]);
  return peaks;
}
