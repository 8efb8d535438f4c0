import type { Tile, Tiling } from './tiling.js';

/** Something to choose: a tile, and the bytes of operands it carries. */
export interface Choosable extends Tile {
  readonly payload: number;
}

/**
 * A set of candidates that grows and shrinks, with the exact value of every candidate kept current: only those near what a
 * change touched are evaluated again, and only when asked for.
 */
export class CandidateSet {
  readonly #tiling: Tiling;
  readonly #candidates: readonly Choosable[];
  readonly #banned: Uint8Array;
  readonly #chosen: Uint8Array;
  /** What adding a candidate saves; for chosen ones, minus what removing it costs. */
  readonly #gains: Float64Array;
  readonly #stale: Uint8Array;
  /** Candidates by the position at which an occurrence begins. */
  readonly #startingAt: number[][] = [];
  #reach = 0;

  constructor(tiling: Tiling, candidates: readonly Choosable[]) {
    this.#tiling = tiling;
    this.#candidates = candidates;
    this.#banned = new Uint8Array(candidates.length);
    this.#chosen = new Uint8Array(candidates.length);
    this.#gains = new Float64Array(candidates.length);
    this.#stale = new Uint8Array(candidates.length).fill(1);
    for (const [index, { occurrences }] of candidates.entries())
      for (const position of occurrences) {
        const here = this.#startingAt[position];
        if (here) here.push(index);
        else this.#startingAt[position] = [index];
      }
  }

  get members(): number[] {
    const members: number[] = [];
    for (let index = 0; index < this.#chosen.length; index++) if (this.#chosen[index]) members.push(index);
    return members;
  }

  has(index: number): boolean {
    return this.#chosen[index] === 1;
  }

  ban(index: number): void {
    this.#banned[index] = 1;
  }

  add(index: number): void {
    this.#chosen[index] = 1;
    this.#refresh(this.#tiling.add(this.#candidates[index]));
    this.#stale[index] = 1;
  }

  remove(index: number): void {
    this.#chosen[index] = 0;
    this.#refresh(this.#tiling.remove(this.#candidates[index]));
    this.#stale[index] = 1;
  }

  /** Adds and removes until exactly these are members. */
  become(members: Iterable<number>): void {
    const wanted = new Set(members);
    for (const index of this.members) if (!wanted.has(index)) this.remove(index);
    for (const index of wanted) if (!this.has(index)) this.add(index);
  }

  /** What adding a candidate saves, or what removing a member costs. */
  value(index: number): number {
    if (this.#stale[index]) {
      const change = this.#chosen[index] ? 'remove' : 'add';
      const { gain, reach } = this.#tiling.evaluate(this.#candidates[index], change);
      this.#gains[index] = Math.abs(gain);
      this.#reach = Math.max(this.#reach, reach);
      this.#stale[index] = 0;
    }
    return this.#gains[index];
  }

  /** The candidate that saves most: among equals the one with fewer operands, then the shorter, then the first. */
  best(isAllowed: (index: number) => boolean = () => true): number | null {
    let best: number | null = null;
    for (let index = 0; index < this.#candidates.length; index++) {
      if (this.#chosen[index] || this.#banned[index] || !isAllowed(index)) continue;
      const value = this.value(index);
      if (value > 0 && (best === null || this.#isBetter(index, best))) best = index;
    }
    return best;
  }

  /** The member whose removal costs least. */
  cheapest(isAllowed: (index: number) => boolean = () => true): number | null {
    let cheapest: number | null = null;
    for (const index of this.members)
      if (isAllowed(index) && (cheapest === null || this.value(index) < this.value(cheapest)))
        cheapest = index;
    return cheapest;
  }

  /** `dirty`: positions around which the tiling changed, ascending. */
  #refresh(dirty: Int32Array): void {
    let next = 0;
    for (const position of dirty) {
      const end = position + this.#tiling.longest;
      for (let start = Math.max(next, position - this.#reach); start <= end; start++)
        for (const index of this.#startingAt[start] ?? []) this.#stale[index] = 1;
      next = Math.max(next, end + 1);
    }
  }

  #isBetter(a: number, b: number): boolean {
    const difference = this.#gains[a] - this.#gains[b];
    if (Math.abs(difference) > 1e-9 * this.#gains[b]) return difference > 0;
    const [left, right] = [this.#candidates[a], this.#candidates[b]];
    return left.payload < right.payload || (left.payload === right.payload && left.length < right.length);
  }
}

/** Adds what saves most until `size` members or nothing saves anything. Returns the order. */
export function growGreedily(set: CandidateSet, size: number): number[] {
  const order: number[] = [];
  for (let members = set.members.length; members < size; members++) {
    const best = set.best();
    if (best === null) break;
    set.add(best);
    order.push(best);
  }
  return order;
}

/** Drops what costs least until `size` members, never one of `fixed`. */
export function shrinkGreedily(set: CandidateSet, size: number, fixed: ReadonlySet<number>): void {
  for (let members = set.members.length; members > size; members--) {
    const cheapest = set.cheapest((index) => !fixed.has(index));
    if (cheapest === null) break;
    set.remove(cheapest);
  }
}

export interface ImproveOptions {
  readonly size: number;
  readonly fixed: ReadonlySet<number>;
  /** By candidate: the likelier in a good set, the higher. Suggests what to try where no single addition helps. */
  readonly worth: Float64Array;
  /** Stop here: no set can be better. */
  readonly lowerBound: number;
  /** How many moves to try. */
  readonly moves: number;
}

/**
 * Strategic oscillation (Glover): go a few members above the size, come back by dropping the cheapest, keep what is
 * better, and forbid for a while to take back what was just dropped. Starts from the members and, when that is better,
 * from the candidates of most worth shrunk to size. Ends with the best set found.
 */
export function improve(set: CandidateSet, tiling: Tiling, options: ImproveOptions): void {
  const { size, fixed, worth, lowerBound, moves } = options;
  let best = { members: set.members, cost: tiling.cost };
  const keepIfBetter = (): boolean => {
    const { cost } = tiling;
    if (!(cost < best.cost * (1 - 1e-12))) return false;
    best = { members: set.members, cost };
    return true;
  };
  const suggested = [...worth.keys()]
    .filter((index) => worth[index] > 0)
    .sort((a, b) => worth[b] - worth[a] || a - b);
  const offer = (index: number): void => {
    if (!set.has(index)) set.add(index);
  };
  for (const factor of POOL_FACTORS) {
    set.become([...best.members, ...suggested.slice(0, factor * size)]);
    shrinkGreedily(set, size, fixed);
    growGreedily(set, size);
    keepIfBetter();
  }
  set.become(best.members);
  const forbiddenUntil = new Int32Array(worth.length);
  let width = 1;
  let nextSuggestion = 0;
  for (let move = 0; move < moves && best.cost > lowerBound * (1 + 1e-9); move++) {
    const isAllowed = (index: number) => forbiddenUntil[index] <= move;
    for (let i = 0; i < width; i++) {
      // Every other move tries what the relaxation values, though alone it may save nothing.
      const suggestion =
        move % 2 === 1 && suggested.length > 0 ? suggested[nextSuggestion++ % suggested.length] : null;
      const index = suggestion !== null && !set.has(suggestion) ? suggestion : set.best(isAllowed);
      if (index !== null) offer(index);
    }
    const before = new Set(set.members);
    shrinkGreedily(set, size, fixed);
    for (const index of before) if (!set.has(index)) forbiddenUntil[index] = move + TABU_MOVES;
    growGreedily(set, size);
    if (keepIfBetter()) width = 1;
    else if (move % PATIENCE === PATIENCE - 1) {
      width = (width % MOST_WIDTH) + 1;
      set.become(best.members);
    }
  }
  set.become(best.members);
}

const POOL_FACTORS = [1, 2, 4];
const TABU_MOVES = 12;
/** Moves from the best set before starting again from it, one wider. */
const PATIENCE = 8;
const MOST_WIDTH = 6;
