import type { Corpus } from './corpus.js';
import { savingAt, type Tile } from './tiling.js';
import { BOUND } from './tuning.js';

/**
 * The blocks of a corpus as graphs for Lagrangian relaxation: a node per boundary between instructions, an
 * arc per occurrence of a tile, in order of their ends. Occurrences of one tile that all overlap each other
 * are a *clique*: no path uses two of them, so that they share one price, which is tighter than a price for
 * each.
 */
export class PricedGraph {
  readonly arcs: number;
  readonly #corpus: Corpus;
  readonly #budget: number;
  readonly #minSaving: number;
  readonly #baseCost: number;
  readonly #from: Int32Array;
  readonly #saving: Float64Array;
  readonly #clique: Int32Array;
  /** By clique: the tile, the weight of the block, the price and how it moved last. */
  readonly #owners: Int32Array;
  readonly #weight: Float64Array;
  readonly #price: Float64Array;
  readonly #direction: Float64Array;
  /** Arcs ending at node n are `#first[n]` to `#first[n + 1]`, exclusive. */
  readonly #first: Int32Array;
  /** By clique: one of it is on the best path of the last evaluation. */
  readonly #used: Uint8Array;
  readonly #best: Float64Array;
  readonly #last: Int32Array;
  /** By tile: the sum of its prices. */
  readonly #totals: Float64Array;
  /** By tile: it is among those with the largest totals. */
  readonly #chosen: Uint8Array;
  /** By tile: how often it was chosen of late. */
  readonly #fraction: Float64Array;
  /** By tile: 0 open, 1 in every set, 2 in none. */
  readonly #restriction: Uint8Array;
  /** Arcs on the best paths of the last evaluation: the first `#pathLength`. */
  readonly #path: Int32Array;
  #pathLength = 0;
  #room = 0;

  constructor(
    corpus: Corpus,
    tiles: readonly Tile[],
    { budget, minSaving }: { readonly budget: number; readonly minSaving: number },
  ) {
    const { blockOf, blocks, opcodes } = corpus;
    const nodes = opcodes.length + blocks.length;
    this.#corpus = corpus;
    this.#budget = budget;
    this.#minSaving = minSaving;
    this.#baseCost = blocks.reduce((sum, { cost, weight }) => sum + cost * weight, 0);
    this.arcs = tiles.reduce((sum, { occurrences }) => sum + occurrences.length, 0);
    this.#first = new Int32Array(nodes + 1);
    for (const { length, occurrences } of tiles)
      for (const position of occurrences) this.#first[position + blockOf[position] + length + 1]++;
    for (let node = 0; node < nodes; node++) this.#first[node + 1] += this.#first[node];
    const next = this.#first.slice();
    this.#clique = new Int32Array(this.arcs);
    this.#from = new Int32Array(this.arcs);
    this.#saving = new Float64Array(this.arcs);
    const owners: number[] = [];
    const weights: number[] = [];
    for (const [owner, tile] of tiles.entries()) {
      const { length, occurrences } = tile;
      // Where the first of the present clique ends, as a position.
      let overlapEnd = Number.NEGATIVE_INFINITY;
      let block = -1;
      for (const position of occurrences) {
        if (position >= overlapEnd || blockOf[position] !== block) {
          block = blockOf[position];
          overlapEnd = position + length;
          owners.push(owner);
          weights.push(blocks[block].weight);
        }
        const from = position + block;
        const arc = next[from + length]++;
        this.#clique[arc] = owners.length - 1;
        this.#from[arc] = from;
        this.#saving[arc] = savingAt(corpus, tile, position);
      }
    }
    this.#owners = Int32Array.from(owners);
    this.#weight = Float64Array.from(weights);
    this.#price = new Float64Array(owners.length);
    this.#direction = new Float64Array(owners.length);
    this.#used = new Uint8Array(owners.length);
    this.#best = new Float64Array(nodes);
    this.#last = new Int32Array(nodes);
    this.#path = new Int32Array(nodes);
    this.#totals = new Float64Array(tiles.length);
    this.#chosen = new Uint8Array(tiles.length);
    this.#fraction = new Float64Array(tiles.length);
    this.#restriction = new Uint8Array(tiles.length);
  }

  get prices(): Float64Array {
    return this.#price.slice();
  }

  /** Starts from given prices, with some tiles in every set and others in none. */
  restrict(start: {
    readonly prices: Float64Array;
    readonly inside: readonly number[];
    readonly outside: readonly number[];
  }): void {
    this.#restriction.fill(0);
    for (const tile of start.inside) this.#restriction[tile] = 1;
    for (const tile of start.outside) this.#restriction[tile] = 2;
    this.#room = this.#budget - start.inside.length;
    this.#price.set(start.prices);
    this.#direction.fill(0);
    this.#fraction.fill(0);
    for (let clique = 0; clique < this.#price.length; clique++) {
      const restriction = this.#restriction[this.#owners[clique]];
      if (restriction === 1) this.#price[clique] = 0;
      else if (restriction === 2) this.#price[clique] = Number.POSITIVE_INFINITY;
    }
    this.#totals.fill(0);
    for (let clique = 0; clique < this.#price.length; clique++)
      this.#totals[this.#owners[clique]] += this.#price[clique] * this.#weight[clique];
    this.#dropRestricted();
  }

  /** L at the present prices. */
  evaluate(): number {
    return this.#baseCost - this.#longestPaths() - this.#largestTotals();
  }

  /** Adds to each tile what it saves on the present best paths; earlier rounds fade. */
  addUse(worth: Float64Array): void {
    for (let owner = 0; owner < worth.length; owner++) worth[owner] *= BOUND.fading;
    for (let i = 0; i < this.#pathLength; i++) {
      const arc = this.#path[i];
      const clique = this.#clique[arc];
      worth[this.#owners[clique]] += this.#weight[clique] * this.#saving[arc];
    }
  }

  /**
   * The tile that the last rounds were least of one mind about, counted by what is at stake; null where there
   * is none.
   */
  doubtful(): number | null {
    let best: number | null = null;
    let most = 0;
    for (let tile = 0; tile < this.#totals.length; tile++) {
      if (this.#restriction[tile] !== 0) continue;
      const fraction = this.#fraction[tile];
      const doubt = Math.min(fraction, 1 - fraction) * this.#totals[tile];
      if (doubt > most) {
        most = doubt;
        best = tile;
      }
    }
    return best;
  }

  /**
   * Moves the prices along the subgradient (up where a tile is used but not chosen, down where it is idle),
   * deflected by the directions before. `length` is Polyak's, times the square of the direction. Returns
   * whether there was a direction.
   */
  step(length: number): boolean {
    const price = this.#price;
    const direction = this.#direction;
    let norm = 0;
    for (let clique = 0; clique < price.length; clique++) {
      const owner = this.#owners[clique];
      if (this.#restriction[owner] !== 0) continue;
      const slope = this.#used[clique] - this.#chosen[owner] + BOUND.deflection * direction[clique];
      // A price of zero that would go below it stays.
      direction[clique] = slope < 0 && price[clique] === 0 ? 0 : slope;
      norm += this.#weight[clique] * direction[clique] * direction[clique];
    }
    if (norm === 0) return false;
    const size = length / norm;
    const totals = this.#totals.fill(0);
    for (let clique = 0; clique < price.length; clique++) {
      const moved = price[clique] + size * direction[clique];
      price[clique] = moved > 0 ? moved : 0;
      totals[this.#owners[clique]] += price[clique] * this.#weight[clique];
    }
    this.#dropRestricted();
    return true;
  }

  /** Tiles that are in every set, or in none, do not compete. */
  #dropRestricted(): void {
    for (let tile = 0; tile < this.#totals.length; tile++)
      if (this.#restriction[tile] !== 0) this.#totals[tile] = 0;
  }

  /**
   * The sum of the largest totals, as many as there is room for; marks whose they are. Equal ones go by
   * index.
   */
  #largestTotals(): number {
    const totals = this.#totals;
    const room = this.#room;
    const chosen = this.#chosen.fill(0);
    const largest = totals.slice().sort().reverse();
    let sum = 0;
    for (let i = 0; i < room; i++) sum += Math.max(largest[i] ?? 0, this.#minSaving);
    const threshold = largest[room - 1] ?? 0;
    let left = room;
    for (const isTaken of [(total: number) => total > threshold, (total: number) => total === threshold])
      for (let tile = 0; tile < totals.length && left > 0; tile++)
        if (totals[tile] > 0 && isTaken(totals[tile]) && !chosen[tile]) {
          chosen[tile] = 1;
          left--;
        }
    for (let tile = 0; tile < totals.length; tile++)
      this.#fraction[tile] =
        BOUND.shortFading * this.#fraction[tile] + (1 - BOUND.shortFading) * chosen[tile];
    return sum;
  }

  #longestPaths(): number {
    const best = this.#best;
    const last = this.#last;
    const first = this.#first;
    const from = this.#from;
    const saving = this.#saving;
    const price = this.#price;
    const clique = this.#clique;
    this.#used.fill(0);
    this.#pathLength = 0;
    let value = 0;
    for (const [b, { start, end, weight }] of this.#corpus.blocks.entries()) {
      best[start + b] = 0;
      for (let node = start + b + 1; node <= end + b; node++) {
        let most = best[node - 1];
        let through = -1;
        const stop = first[node + 1];
        for (let arc = first[node]; arc < stop; arc++) {
          const here = best[from[arc]] + saving[arc] - price[clique[arc]];
          if (here > most) {
            most = here;
            through = arc;
          }
        }
        best[node] = most;
        last[node] = through;
      }
      value += weight * best[end + b];
      for (let node = end + b; node > start + b; ) {
        const arc = last[node];
        if (arc < 0) node--;
        else {
          this.#used[clique[arc]] = 1;
          this.#path[this.#pathLength++] = arc;
          node = from[arc];
        }
      }
    }
    return value;
  }
}
