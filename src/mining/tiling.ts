import type { Corpus } from './corpus.js';

/** Something that can replace `length` instructions by one, at each of its occurrences. */
export interface Tile {
  /** Instructions. */
  readonly length: number;
  /** Positions of the corpus, ascending. */
  readonly occurrences: Int32Array;
  /** What one whole execution costs less: a whole number in the units of the corpus. */
  readonly saving: number;
  /** By part: what it costs less, so that executions that leave in the middle count for what they ran. */
  readonly gains: readonly number[];
}

/** What a tile saves at one of its occurrences, by the shares of its positions. */
export function savingAt(
  { blocks, blockOf, shares }: Corpus,
  { saving, gains }: Pick<Tile, 'saving' | 'gains'>,
  position: number,
): number {
  if (blocks[blockOf[position]].isUniform) return saving;
  let sum = 0;
  for (let part = 0; part < gains.length; part++) sum += gains[part] * shares[position + part];
  return sum;
}

/** The most instructions a tile may span: lengths are bits of a 32-bit mask. */
export const MAX_TILE_LENGTH = 30;

type Change = 'add' | 'remove';

/**
 * The cheapest way to cover every basic block with single instructions and the tiles added so far: a longest
 * path of savings per block, kept up to date as tiles come and go. A change costs time in the nodes whose
 * path it changes, however long the block is.
 *
 * A *node* is a boundary between instructions; a block of n instructions has n + 1 of them. Position p of
 * block b is node p + b.
 */
export class Tiling {
  readonly #corpus: Corpus;
  /** Per node: bit n is set when a tile of n instructions ends here. */
  readonly #endings: Int32Array;
  /** How many tiles end at a node with a length, by `node * 32 + length`: several patterns may fit. */
  readonly #count: Uint16Array;
  /** Where lengths alone do not tell: their savings, most first. */
  readonly #savings = new Map<number, number[]>();
  /** Per node: by how much the most that can be saved up to here exceeds the most up to the node before. */
  readonly #step: Float64Array;
  /** Per node: the shares of its block up to it, which tell what a tile of any length saves. */
  readonly #reached: Float64Array;
  /** By block: the most that can be saved, in its shares. */
  readonly #saved: Float64Array;
  /** Every part but the first saves one, so that lengths and shares alone tell. */
  readonly #isUniform: boolean;
  #longest = 1;
  /** Scratch: savings relative to some node, before and after a change. */
  readonly #before: Float64Array;
  readonly #after: Float64Array;

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
    const nodes = corpus.opcodes.length + corpus.blocks.length;
    const { dispatch, push, pop, operand } = corpus.costs;
    this.#isUniform = dispatch === 1 && push === 0 && pop === 0 && operand === 0;
    this.#endings = new Int32Array(nodes);
    this.#count = new Uint16Array(nodes * 32);
    this.#step = new Float64Array(nodes);
    this.#reached = reachedShares(corpus, nodes);
    this.#saved = new Float64Array(corpus.blocks.length);
    this.#before = new Float64Array(nodes);
    this.#after = new Float64Array(nodes);
  }

  /** The longest tile so far. */
  get longest(): number {
    return this.#longest;
  }

  /** Weighted cost of the whole corpus. */
  get cost(): number {
    return this.#corpus.blocks.reduce(
      (sum, { weight, cost }, b) => sum + weight * (cost - this.#saved[b]),
      0,
    );
  }

  /**
   * The most that a block saves, in its shares, up to each boundary between its instructions, its start
   * first.
   */
  savings(block: number): Float64Array {
    const { start, end } = this.#corpus.blocks[block];
    const savings = new Float64Array(end - start + 1);
    for (let i = 1; i < savings.length; i++) savings[i] = savings[i - 1] + this.#step[start + block + i];
    return savings;
  }

  /**
   * Returns the positions around which the tiling changed, ascending. Throws an `Error` for a tile that is
   * too long.
   */
  add(tile: Tile): Int32Array {
    if (tile.length > MAX_TILE_LENGTH) throw new Error(`a tile of ${tile.length} instructions is too long`);
    this.#longest = Math.max(this.#longest, tile.length);
    return this.#apply(tile, 'add');
  }

  /** The opposite of `add`, of a tile that was added. */
  remove(tile: Tile): Int32Array {
    return this.#apply(tile, 'remove');
  }

  /**
   * What adding a tile would save in the whole corpus (or removing it would, a number not above zero), and
   * the `reach`: how many nodes past the start of an occurrence the effect was still to be seen. Looks only
   * at nodes around occurrences.
   */
  evaluate(tile: Tile, change: 'add' | 'remove' = 'add'): { readonly gain: number; readonly reach: number } {
    let gain = 0;
    let reach = tile.length;
    const { blocks } = this.#corpus;
    for (let i = 0; i < tile.occurrences.length; ) {
      if (!this.#matters(tile, tile.occurrences[i], change)) {
        i++;
        continue;
      }
      const run = this.#follow(tile, i, change, null);
      gain += run.saved * blocks[run.block].weight;
      reach = Math.max(reach, run.reach);
      i = run.next;
    }
    return { gain, reach };
  }

  /**
   * An upper bound on what adding a tile saves, much cheaper than its value: with the present savings as
   * potentials, no occurrence improves a path by more than itself.
   */
  mostGain(tile: Tile): number {
    const { length, occurrences } = tile;
    const { blocks, blockOf } = this.#corpus;
    const step = this.#step;
    let most = 0;
    for (const position of occurrences) {
      const block = blockOf[position];
      const start = position + block;
      let more = savingAt(this.#corpus, tile, position);
      for (let node = start + 1; node <= start + length; node++) more -= step[node];
      if (more > 0) most += more * blocks[block].weight;
    }
    return most;
  }

  #apply(tile: Tile, change: Change): Int32Array {
    const { length, occurrences } = tile;
    const dirty = new Set<number>();
    for (const position of occurrences) {
      dirty.add(position).add(position + length);
      this.#record(position, tile, change);
    }
    for (let i = 0; i < occurrences.length; ) {
      if (!this.#matters(tile, occurrences[i], change)) {
        i++;
        continue;
      }
      const run = this.#follow(tile, i, null, dirty);
      this.#saved[run.block] += run.saved;
      i = run.next;
    }
    return Int32Array.from(dirty).sort();
  }

  /** Whether this occurrence alone changes the most that can be saved up to its end. */
  #matters(tile: Tile, position: number, change: Change): boolean {
    const { length } = tile;
    const saving = savingAt(this.#corpus, tile, position);
    const start = position + this.#corpus.blockOf[position];
    const step = this.#step;
    let saved = 0;
    for (let node = start + 1; node <= start + length; node++) saved += step[node];
    return change === 'add' ? saving > saved : saving >= saved;
  }

  #record(position: number, tile: Tile, change: Change): void {
    const { length } = tile;
    const node = position + this.#corpus.blockOf[position] + length;
    const key = node * 32 + length;
    this.#count[key] += change === 'add' ? 1 : -1;
    if (this.#count[key] > 0) this.#endings[node] |= 1 << length;
    else this.#endings[node] &= ~(1 << length);
    if (this.#isUniform) return;
    const saving = savingAt(this.#corpus, tile, position);
    const list = this.#savings.get(key) ?? [];
    if (change === 'add') list.push(saving);
    else list.splice(list.indexOf(saving), 1);
    list.sort((a, b) => b - a);
    this.#savings.set(key, list);
  }

  /**
   * Follows one change from the end of occurrence `first` on, taking in those it runs into, until from some
   * node on all is as before but for a constant. `change` is only supposed, or null where it is already
   * recorded: then the new steps are kept, and positions where they differ are added to `dirty`.
   */
  #follow(tile: Tile, first: number, change: Change | null, dirty: Set<number> | null) {
    const { length, occurrences } = tile;
    const { blocks, blockOf } = this.#corpus;
    const before = this.#before;
    const after = this.#after;
    const step = this.#step;
    const block = blockOf[occurrences[first]];
    const last = blocks[block].end + block;
    const endings = this.#endings;
    const isUniform = this.#isUniform;
    const reached = this.#reached;
    const longest = Math.max(this.#longest, length);
    let next = first;
    let pending = occurrences[first] + block + length;
    let node = Math.max(blocks[block].start + block, pending - longest);
    before[node] = 0;
    after[node] = 0;
    while (++node < pending) {
      before[node] = before[node - 1] + step[node];
      after[node] = before[node];
    }
    let saved = 0;
    let changedAt = pending;
    let latest = pending - length;
    let reach = 0;
    for (; ; node++) {
      before[node] = before[node - 1] + step[node];
      let supposed: Change | null = null;
      if (node === pending) {
        supposed = change;
        changedAt = node;
        reach = Math.max(reach, node - latest);
        latest = node - length;
        next++;
        pending =
          next < occurrences.length && blockOf[occurrences[next]] === block
            ? occurrences[next] + block + length
            : Number.POSITIVE_INFINITY;
      }
      let most = after[node - 1];
      if (supposed === null && isUniform) {
        for (let mask = endings[node]; mask !== 0; mask &= mask - 1) {
          const span = 31 - Math.clz32(mask & -mask);
          const through = after[node - span] + reached[node] - reached[node - span + 1];
          if (through > most) most = through;
        }
      } else most = Math.max(most, this.#mostThrough(node, tile, supposed, block));
      after[node] = most;
      if (most - before[node] !== saved) {
        saved = most - before[node];
        changedAt = node;
      }
      if (dirty) {
        const now = after[node] - after[node - 1];
        if (now !== step[node]) {
          step[node] = now;
          dirty.add(node - block);
        }
      }
      if (node === last || node - changedAt >= longest) break;
    }
    return { block, saved, next, reach: Math.max(reach, node - latest) };
  }

  /**
   * The most that can be saved up to a node where a tile ends, with one more or one less of a kind ending
   * there.
   */
  #mostThrough(node: number, tile: Tile, supposed: Change | null, block: number): number {
    const after = this.#after;
    const reached = this.#reached;
    let most = 0;
    let mask = this.#endings[node];
    if (this.#isUniform) {
      const bit = 1 << tile.length;
      if (supposed === 'add') mask |= bit;
      else if (supposed === 'remove' && this.#count[node * 32 + tile.length] === 1) mask &= ~bit;
      for (; mask !== 0; mask &= mask - 1) {
        const length = 31 - Math.clz32(mask & -mask);
        const through = after[node - length] + reached[node] - reached[node - length + 1];
        if (through > most) most = through;
      }
      return most;
    }
    const start = node - tile.length;
    const own = supposed ? savingAt(this.#corpus, tile, start - block) : 0;
    for (; mask !== 0; mask &= mask - 1) {
      const length = 31 - Math.clz32(mask & -mask);
      const savings = this.#savings.get(node * 32 + length)!;
      const isLess = supposed === 'remove' && length === tile.length;
      const saving = isLess && savings[0] === own ? savings[1] : savings[0];
      if (saving !== undefined) most = Math.max(most, after[node - length] + saving);
    }
    if (supposed === 'add') most = Math.max(most, after[start] + own);
    return most;
  }
}

function reachedShares({ blocks, shares }: Corpus, nodes: number): Float64Array {
  const reached = new Float64Array(nodes);
  for (const [b, { start, end }] of blocks.entries())
    for (let position = start; position < end; position++)
      reached[position + b + 1] = reached[position + b] + shares[position];
  return reached;
}
