import type { Corpus } from './corpus.js';
import type { Tile } from './tiling.js';

/** No set within the limits, patterns named `always` besides, leaves fewer weighted dispatches than this on the mined programs. */
export interface Bound {
  readonly fusedDispatches: number;
  /** What the bound is: documented in the README. */
  readonly method: 'lagrangian';
}

/**
 * A lower bound on the weighted dispatches that any set of at most `budget` superinstructions within the limits leaves,
 * by Lagrangian relaxation (Fisher, Management Science 27, 1981).
 *
 * Choosing a set is a facility location problem on shortest paths: x_c says whether candidate c is in the set, y_o whether
 * occurrence o is on the path of its block, and y_o <= x_c for each o of c. Relaxing these with prices p_o >= 0 gives
 *
 *     L(p) = sum over blocks of the shortest path with p_o added to each tile
 *            - the sum of the `budget` largest totals of p_o over the occurrences of one candidate,
 *
 * which is a lower bound for every p. The prices are improved by subgradient steps of Polyak's length. `candidates` has
 * to hold every superinstruction within the limits or one that fits wherever it does; `mine` gives just that. More
 * candidates only lower the bound. The result is rounded down by a relative 1e-9, far more than the arithmetic can be wrong by.
 */
export function lowerBound(
  corpus: Corpus,
  candidates: readonly Tile[],
  budget: number,
  upperBound: number,
): Relaxation {
  const graph = new PricedGraph(corpus, candidates);
  const rounds = Math.max(LEAST_ROUNDS, Math.min(MOST_ROUNDS, Math.floor(ARC_BUDGET / (graph.arcs + 1))));
  const worth = new Float64Array(candidates.length);
  let best = 0;
  let stride = 1;
  let sinceBetter = 0;
  for (let round = 0; round < rounds; round++) {
    const { value, chosen } = graph.evaluate(budget);
    graph.addUse(worth);
    if (value > best + 1e-6 * Math.abs(upperBound - best)) {
      best = value;
      sinceBetter = 0;
    } else if (++sinceBetter >= PATIENCE) {
      stride /= 2;
      sinceBetter = 0;
    }
    const gap = upperBound - value;
    if (gap <= 1e-9 * upperBound || stride < LEAST_STRIDE || !graph.step(stride * gap, chosen)) break;
  }
  return { bound: { fusedDispatches: best * (1 - 1e-9), method: 'lagrangian' }, worth };
}

export interface Relaxation {
  readonly bound: Bound;
  /** By candidate: dispatches saved where the shortest paths of the last rounds used it. The higher, the likelier it is in a good set. */
  readonly worth: Float64Array;
}

/** Subgradient rounds: enough for World3's 20,000 arcs to settle; fewer where each round is dear. */
const MOST_ROUNDS = 4000;
const LEAST_ROUNDS = 600;
const ARC_BUDGET = 60_000_000;
/** Rounds without a better bound before steps are halved. */
const PATIENCE = 40;
/** How much of the last direction goes into the next. */
const DEFLECTION = 0.7;
const FADING = 0.99;
const LEAST_STRIDE = 3e-3;

/** The blocks as graphs: a node per boundary between instructions, an arc per occurrence, in order of their ends. */
class PricedGraph {
  readonly arcs: number;
  readonly #corpus: Corpus;
  readonly #owner: Int32Array;
  readonly #from: Int32Array;
  readonly #saving: Uint8Array;
  readonly #weight: Float64Array;
  readonly #price: Float64Array;
  readonly #direction: Float64Array;
  /** Arcs ending at node n are `#first[n]` to `#first[n + 1]`, exclusive. */
  readonly #first: Int32Array;
  readonly #used: Uint8Array;
  readonly #distance: Float64Array;
  readonly #last: Int32Array;
  readonly #totals: Float64Array;

  constructor(corpus: Corpus, candidates: readonly Tile[]) {
    const { blockOf, blocks, opcodes } = corpus;
    const nodes = opcodes.length + blocks.length;
    this.#corpus = corpus;
    this.arcs = candidates.reduce((sum, { occurrences }) => sum + occurrences.length, 0);
    this.#first = new Int32Array(nodes + 1);
    for (const { length, occurrences } of candidates)
      for (const position of occurrences) this.#first[position + blockOf[position] + length + 1]++;
    for (let node = 0; node < nodes; node++) this.#first[node + 1] += this.#first[node];
    const next = this.#first.slice();
    this.#owner = new Int32Array(this.arcs);
    this.#from = new Int32Array(this.arcs);
    this.#saving = new Uint8Array(this.arcs);
    this.#weight = new Float64Array(this.arcs);
    for (const [owner, { length, occurrences }] of candidates.entries())
      for (const position of occurrences) {
        const from = position + blockOf[position];
        const arc = next[from + length]++;
        this.#owner[arc] = owner;
        this.#from[arc] = from;
        this.#saving[arc] = length - 1;
        this.#weight[arc] = blocks[blockOf[position]].weight;
      }
    this.#price = new Float64Array(this.arcs);
    this.#direction = new Float64Array(this.arcs);
    this.#used = new Uint8Array(this.arcs);
    this.#distance = new Float64Array(nodes);
    this.#last = new Int32Array(nodes);
    this.#totals = new Float64Array(candidates.length);
  }

  /** L at the present prices, the candidates its second term takes. */
  evaluate(budget: number) {
    let value = this.#shortestPaths();
    const totals = this.#totals.fill(0);
    for (let arc = 0; arc < this.arcs; arc++)
      totals[this.#owner[arc]] += this.#price[arc] * this.#weight[arc];
    const chosen = new Uint8Array(totals.length);
    // The smallest total that is still among the largest; equal ones go by index.
    const threshold = budget < totals.length ? totals.slice().sort()[totals.length - budget] : 0;
    let room = budget;
    const take = (isTaken: (total: number) => boolean) => {
      for (let owner = 0; owner < totals.length && room > 0; owner++) {
        if (!(totals[owner] > 0) || !isTaken(totals[owner])) continue;
        chosen[owner] = 1;
        value -= totals[owner];
        room--;
      }
    };
    take((total) => total > threshold);
    take((total) => total === threshold);
    return { value, chosen };
  }

  /** Adds to each candidate what its tiles on the present shortest paths save; earlier rounds fade. */
  addUse(worth: Float64Array): void {
    for (let owner = 0; owner < worth.length; owner++) worth[owner] *= FADING;
    for (let arc = 0; arc < this.arcs; arc++)
      if (this.#used[arc]) worth[this.#owner[arc]] += this.#weight[arc] * this.#saving[arc];
  }

  /**
   * Moves the prices along the subgradient (up where a tile is used but not chosen, down where it is idle), deflected by the
   * directions before. `length` is Polyak's, times the square of the direction. Returns whether there was a direction.
   */
  step(length: number, chosen: Uint8Array): boolean {
    const price = this.#price;
    const direction = this.#direction;
    let norm = 0;
    for (let arc = 0; arc < this.arcs; arc++) {
      const slope = this.#used[arc] - chosen[this.#owner[arc]] + DEFLECTION * direction[arc];
      // A price of zero that would go below it stays.
      direction[arc] = slope < 0 && price[arc] === 0 ? 0 : slope;
      norm += this.#weight[arc] * direction[arc] * direction[arc];
    }
    if (norm === 0) return false;
    const size = length / norm;
    for (let arc = 0; arc < this.arcs; arc++) price[arc] = Math.max(0, price[arc] + size * direction[arc]);
    return true;
  }

  #shortestPaths(): number {
    const distance = this.#distance;
    const last = this.#last;
    this.#used.fill(0);
    let value = 0;
    for (const [b, { start, end, weight }] of this.#corpus.blocks.entries()) {
      distance[start + b] = 0;
      for (let node = start + b + 1; node <= end + b; node++) {
        let least = distance[node - 1] + 1;
        let through = -1;
        for (let arc = this.#first[node]; arc < this.#first[node + 1]; arc++) {
          const length = distance[this.#from[arc]] + 1 + this.#price[arc];
          if (length < least) {
            least = length;
            through = arc;
          }
        }
        distance[node] = least;
        last[node] = through;
      }
      value += weight * distance[end + b];
      for (let node = end + b; node > start + b; ) {
        const arc = last[node];
        if (arc < 0) node--;
        else {
          this.#used[arc] = 1;
          node = this.#from[arc];
        }
      }
    }
    return value;
  }
}
