import type { Corpus } from './corpus.js';

/** An opcode sequence whatever its operands, for people to read. */
export interface SequenceCount {
  /** Names of instructions, in order. */
  readonly opcodes: readonly string[];
  /**
   * Places in the code, executions of them to their end, and programs that have any. Overlapping places count
   * each.
   */
  readonly staticCount: number;
  readonly dynamicCount: number;
  readonly programs: number;
}

/**
 * Equal opcode sequences of one length: the positions where group g begins are `positions[starts[g]]` to
 * `starts[g + 1]`.
 */
export interface SequenceGroups {
  readonly length: number;
  readonly positions: Int32Array;
  readonly starts: Int32Array;
}

/**
 * Groups equal opcode sequences of 2, 3, … `maxLength` instructions inside basic blocks. A sequence is only
 * extended where `mayExtend` says so of its group, so that rare ones cost nothing further: each length takes
 * time linear in the positions that are left, and no more memory than the corpus itself.
 */
export function* sequenceGroups(
  corpus: Corpus,
  maxLength: number,
  mayExtend: (positions: Int32Array, length: number) => boolean,
): Generator<SequenceGroups> {
  const { opcodes, blocks, blockOf, isa } = corpus;
  const width = isa.instructions.length;
  let positions = Int32Array.from(opcodes.keys());
  let groupOf: Int32Array = Int32Array.from(opcodes);
  for (let length = 2; length <= maxLength && positions.length > 0; length++) {
    const ids = new Map<number, number>();
    const sizes: number[] = [];
    const kept: number[] = [];
    const newGroup = new Int32Array(positions.length);
    for (const [i, position] of positions.entries()) {
      const last = position + length - 1;
      if (last >= blocks[blockOf[position]].end) continue;
      const key = groupOf[i] * width + opcodes[last];
      let id = ids.get(key);
      if (id === undefined) {
        id = sizes.push(0) - 1;
        ids.set(key, id);
      }
      sizes[id]++;
      newGroup[kept.length] = id;
      kept.push(position);
    }
    const groups = sortIntoGroups(length, kept, newGroup, sizes);
    yield groups;
    ({ positions, groupOf } = extendable(groups, mayExtend));
  }
}

function sortIntoGroups(
  length: number,
  kept: readonly number[],
  groupOf: Int32Array,
  sizes: readonly number[],
): SequenceGroups {
  const starts = new Int32Array(sizes.length + 1);
  for (const [group, size] of sizes.entries()) starts[group + 1] = starts[group] + size;
  const next = starts.slice();
  const positions = new Int32Array(kept.length);
  for (const [i, position] of kept.entries()) positions[next[groupOf[i]]++] = position;
  return { length, positions, starts };
}

/** Positions of the groups that may be extended. */
function extendable(
  { length, positions, starts }: SequenceGroups,
  mayExtend: (positions: Int32Array, length: number) => boolean,
) {
  const left: Int32Array[] = [];
  const groupOf: number[] = [];
  for (let group = 0; group + 1 < starts.length; group++) {
    const members = positions.subarray(starts[group], starts[group + 1]);
    if (!mayExtend(members, length)) continue;
    left.push(members);
    for (let i = 0; i < members.length; i++) groupOf.push(group);
  }
  const all = new Int32Array(groupOf.length);
  let next = 0;
  for (const members of left) {
    all.set(members, next);
    next += members.length;
  }
  return { positions: all, groupOf: Int32Array.from(groupOf) };
}

/** How many sequences are told of, by each measure. */
const MAX_SEQUENCES_KEPT = 1000;

/**
 * The sequences that could save most, by places in the code and by executions: the first thousand of each.
 */
export function countSequences(corpus: Corpus, maxLength: number): SequenceCount[] {
  const counted: Counted[] = [];
  const measures = [(one: Counted) => one.staticCount, (one: Counted) => one.dynamicCount];
  const most = measures.map((count) => new Ranking((one: Counted) => count(one) * (one.length - 1)));
  const mayExtend = (positions: Int32Array, length: number): boolean => {
    const one = count(corpus, positions, length);
    // No extension has more places, and none is longer than the longest.
    return measures.some((measure, i) => measure(one) * (maxLength - 1) >= most[i].least);
  };
  for (const { length, positions, starts } of sequenceGroups(corpus, maxLength, mayExtend))
    for (let group = 0; group + 1 < starts.length; group++) {
      const one = count(corpus, positions.subarray(starts[group], starts[group + 1]), length);
      const taken = most.map((ranking) => ranking.offer(one));
      if (taken.includes(true)) counted.push(one);
    }
  const { isa, opcodes, blocks, blockOf } = corpus;
  return counted
    .filter((one) => most.some((ranking) => ranking.has(one)))
    .map(({ positions, length, staticCount, dynamicCount }) => ({
      opcodes: Array.from(
        opcodes.subarray(positions[0], positions[0] + length),
        (opcode) => isa.instructions[opcode].name,
      ),
      staticCount,
      dynamicCount,
      programs: new Set(Array.from(positions, (position) => blocks[blockOf[position]].programs).flat()).size,
    }));
}

interface Counted {
  readonly length: number;
  readonly positions: Int32Array;
  readonly staticCount: number;
  readonly dynamicCount: number;
}

function count({ counts }: Corpus, positions: Int32Array, length: number): Counted {
  let dynamicCount = 0;
  for (const position of positions) dynamicCount += counts[position + length - 1];
  return { length, positions, staticCount: positions.length, dynamicCount };
}

/** The items with the highest scores; ties at the end go to the first. */
class Ranking {
  readonly #score: (item: Counted) => number;
  #items: Counted[] = [];
  #least = 0;

  constructor(score: (item: Counted) => number) {
    this.#score = score;
  }

  /** Items that score less are not among the highest. */
  get least(): number {
    return this.#least;
  }

  offer(item: Counted): boolean {
    if (this.#score(item) <= this.#least) return false;
    this.#items.push(item);
    if (this.#items.length >= 2 * MAX_SEQUENCES_KEPT) this.#trim();
    return true;
  }

  has(item: Counted): boolean {
    if (this.#items.length > MAX_SEQUENCES_KEPT) this.#trim();
    return this.#items.includes(item);
  }

  #trim(): void {
    this.#items.sort((a, b) => this.#score(b) - this.#score(a));
    this.#items.length = MAX_SEQUENCES_KEPT;
    this.#least = this.#score(this.#items[MAX_SEQUENCES_KEPT - 1]);
  }
}
