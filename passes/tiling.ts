import type { Corpus } from './corpus.js';

/** Something that can replace `length` instructions by one, at each of its occurrences. */
export interface Tile {
  readonly length: number;
  /** Positions of the corpus, ascending. */
  readonly occurrences: Int32Array;
}

/** The most instructions a tile may span: lengths are bits of a 32-bit mask. */
export const MOST_TILE_LENGTH = 30;

/**
 * The best way to cover every basic block with single instructions and the tiles added so far: a shortest path per
 * block, kept up to date as tiles come and go.
 *
 * A *node* is a boundary between instructions; a block of n instructions has n + 1 of them. Position p of block b is
 * node p + b.
 */
export class Tiling {
  readonly #corpus: Corpus;
  /** Per node: bit n is set when a tile of n instructions ends here. */
  readonly #endings: Int32Array;
  /** Per node: fewest dispatches from the start of the block. */
  readonly #distance: Int32Array;
  /** Added tiles by their last node and length: two patterns may cover the same instructions. */
  readonly #tiles = new Map<number, number>();
  #longest = 1;
  /** Scratch: distances with the tile under evaluation. */
  readonly #trial: Int32Array;

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
    const nodes = corpus.opcodes.length + corpus.blocks.length;
    this.#endings = new Int32Array(nodes);
    this.#distance = new Int32Array(nodes);
    this.#trial = new Int32Array(nodes);
    for (const b of corpus.blocks.keys()) this.#recompute(b);
  }

  /** The longest tile so far. */
  get longest(): number {
    return this.#longest;
  }

  /** Weighted dispatches of the whole corpus. */
  get cost(): number {
    return this.#corpus.blocks.reduce((sum, { weight }, b) => sum + weight * this.blockDispatches(b), 0);
  }

  /** Dispatches of one execution of a block. */
  blockDispatches(block: number): number {
    return this.#distance[this.#corpus.blocks[block].end + block];
  }

  /** Returns the positions around which the tiling changed, ascending. */
  add(tile: Tile): Int32Array {
    this.#longest = Math.max(this.#longest, tile.length);
    return this.#change(tile, 1);
  }

  remove(tile: Tile): Int32Array {
    return this.#change(tile, -1);
  }

  /**
   * Weighted dispatches that adding a tile would save (or removing it would, a number not above zero), and the `reach`:
   * how many nodes past the start of an occurrence the effect was still to be seen. Looks only at nodes around
   * occurrences.
   */
  evaluate(
    { length, occurrences }: Tile,
    change: 'add' | 'remove' = 'add',
  ): { readonly gain: number; readonly reach: number } {
    const adding = change === 'add';
    const bit = 1 << length;
    const { blocks, blockOf } = this.#corpus;
    const distance = this.#distance;
    const trial = this.#trial;
    const endings = this.#endings;
    const longest = Math.max(this.#longest, length);
    let gain = 0;
    let reach = 0;
    for (let i = 0; i < occurrences.length; ) {
      const block = blockOf[occurrences[i]];
      const start = blocks[block].start + block;
      const last = blocks[block].end + block;
      let saved = 0;
      while (i < occurrences.length && blockOf[occurrences[i]] === block) {
        // Up to the next occurrence the new distances run parallel to the present ones, `saved` below them.
        let node = occurrences[i] + block;
        let parallelSince = node - longest;
        for (let seed = Math.max(start, parallelSince); seed <= node; seed++)
          trial[seed] = distance[seed] - saved;
        let pending = node;
        let latest = node;
        while (node < last && (pending < node + 1 || node - parallelSince < longest)) {
          node++;
          let best = trial[node - 1] + 1;
          let mask = endings[node];
          if (pending + length === node) {
            if (adding) mask |= bit;
            else if (this.#tiles.get(node * 32 + length) === 1) mask &= ~bit;
            reach = Math.max(reach, node - latest);
            latest = pending;
            i++;
            pending =
              i < occurrences.length && blockOf[occurrences[i]] === block
                ? occurrences[i] + block
                : Number.POSITIVE_INFINITY;
          }
          for (; mask !== 0; mask &= mask - 1) {
            const through = trial[node - (31 - Math.clz32(mask & -mask))] + 1;
            if (through < best) best = through;
          }
          trial[node] = best;
          if (distance[node] - best !== saved) {
            saved = distance[node] - best;
            parallelSince = node;
          }
        }
        reach = Math.max(reach, node - latest);
      }
      gain += saved * blocks[block].weight;
    }
    return { gain, reach };
  }

  /**
   * An upper bound on what adding a tile saves, much cheaper than its value: with the present distances as potentials, no
   * occurrence shortens a path by more than its own reduced length.
   */
  mostGain({ length, occurrences }: Tile): number {
    const { blocks, blockOf } = this.#corpus;
    let most = 0;
    for (const position of occurrences) {
      const block = blockOf[position];
      const saved = this.#distance[position + block + length] - this.#distance[position + block] - 1;
      if (saved > 0) most += saved * blocks[block].weight;
    }
    return most;
  }

  #change({ length, occurrences }: Tile, by: 1 | -1): Int32Array {
    const { blockOf, blocks } = this.#corpus;
    const touched = new Set<number>();
    for (const position of occurrences) {
      const block = blockOf[position];
      const node = position + block + length;
      const key = node * 32 + length;
      const count = (this.#tiles.get(key) ?? 0) + by;
      this.#tiles.set(key, count);
      if (count > 0) this.#endings[node] |= 1 << length;
      else this.#endings[node] &= ~(1 << length);
      touched.add(block);
    }
    const dirty = new Set<number>();
    for (const position of occurrences) dirty.add(position).add(position + length);
    for (const block of touched) {
      const start = blocks[block].start + block;
      const end = blocks[block].end + block;
      const before = this.#distance.slice(start, end + 1);
      this.#recompute(block);
      for (let node = start + 1; node <= end; node++) {
        const step = this.#distance[node] - this.#distance[node - 1];
        if (step !== before[node - start] - before[node - start - 1]) dirty.add(node - block);
      }
    }
    return Int32Array.from(dirty).sort();
  }

  #recompute(block: number): void {
    const { start, end } = this.#corpus.blocks[block];
    const distance = this.#distance;
    distance[start + block] = 0;
    for (let node = start + block + 1; node <= end + block; node++) {
      let best = distance[node - 1] + 1;
      for (let mask = this.#endings[node]; mask !== 0; mask &= mask - 1) {
        const through = distance[node - (31 - Math.clz32(mask & -mask))] + 1;
        if (through < best) best = through;
      }
      distance[node] = best;
    }
  }
}
