import { pseudoRandom } from '../util/random.js';
import type { Tile, Tiling } from './tiling.js';

const SINCE_REMOVAL = 1;
const STALE = 2;

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
  /** 0 where the value is exact; `SINCE_REMOVAL` where tiles have only gone nearby since. */
  readonly #stale: Uint8Array;
  /** Candidates by the position p at which an occurrence begins: `#starting[#startingFrom[p]]` up to that of p + 1. */
  readonly #startingFrom: Int32Array;
  readonly #starting: Int32Array;
  #reach = 0;

  constructor(tiling: Tiling, candidates: readonly Choosable[]) {
    this.#tiling = tiling;
    this.#candidates = candidates;
    this.#banned = new Uint8Array(candidates.length);
    this.#chosen = new Uint8Array(candidates.length);
    this.#gains = new Float64Array(candidates.length);
    this.#stale = new Uint8Array(candidates.length).fill(STALE);
    const last = candidates.reduce((most, { occurrences }) => Math.max(most, occurrences.at(-1) ?? 0), 0);
    this.#startingFrom = new Int32Array(last + 2);
    for (const { occurrences } of candidates)
      for (const position of occurrences) this.#startingFrom[position + 1]++;
    for (let position = 0; position <= last; position++)
      this.#startingFrom[position + 1] += this.#startingFrom[position];
    this.#starting = new Int32Array(this.#startingFrom[last + 1]);
    const next = this.#startingFrom.slice();
    for (const [index, { occurrences }] of candidates.entries())
      for (const position of occurrences) this.#starting[next[position]++] = index;
  }

  get members(): number[] {
    const members: number[] = [];
    for (let index = 0; index < this.#chosen.length; index++) if (this.#chosen[index]) members.push(index);
    return members;
  }

  has(index: number): boolean {
    return this.#chosen[index] === 1;
  }

  /** It is never offered; a member stays one. */
  ban(index: number): void {
    this.#banned[index] = 1;
  }

  isBanned(index: number): boolean {
    return this.#banned[index] === 1;
  }

  add(index: number): void {
    this.#chosen[index] = 1;
    this.#refresh(this.#tiling.add(this.#candidates[index]), STALE);
    this.#stale[index] = STALE;
  }

  remove(index: number): void {
    this.#chosen[index] = 0;
    this.#refresh(this.#tiling.remove(this.#candidates[index]), SINCE_REMOVAL);
    this.#stale[index] = STALE;
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

  /** The candidate that saves most: among equals the one with fewer operands, then the shorter. */
  best(isAllowed: (index: number) => boolean = () => true): number | null {
    let best: number | null = null;
    const consider = (index: number): void => {
      if (this.value(index) > 0 && (best === null || this.#isBetter(index, best))) best = index;
    };
    const stale: { readonly index: number; readonly most: number }[] = [];
    for (let index = 0; index < this.#candidates.length; index++) {
      if (this.#chosen[index] || this.#banned[index] || !isAllowed(index)) continue;
      if (!this.#stale[index]) consider(index);
      else {
        const most = this.#tiling.mostGain(this.#candidates[index]);
        if (most > 0) stale.push({ index, most });
      }
    }
    stale.sort((a, b) => b.most - a.most || a.index - b.index);
    for (const { index, most } of stale) {
      if (best !== null && most < this.#gains[best] * (1 - 1e-9)) break;
      consider(index);
    }
    return best;
  }

  /**
   * The member whose removal costs least. Where others have gone, what is left costs more to remove, but for rare cases: so
   * those that cost too much before are not looked at again.
   */
  cheapest(isAllowed: (index: number) => boolean = () => true): number | null {
    const members = this.members.filter(isAllowed);
    for (const index of members) if (this.#stale[index] === STALE) this.value(index);
    members.sort((a, b) => this.#gains[a] - this.#gains[b] || a - b);
    let cheapest: number | null = null;
    for (const index of members) {
      if (cheapest !== null && this.#gains[index] >= this.#gains[cheapest]) break;
      if (cheapest === null || this.value(index) < this.#gains[cheapest]) {
        this.value(index);
        cheapest = index;
      }
    }
    return cheapest;
  }

  /** `dirty`: positions around which the tiling changed, ascending. */
  #refresh(dirty: Int32Array, how: number): void {
    const from = this.#startingFrom;
    const stale = this.#stale;
    let next = 0;
    for (const position of dirty) {
      const end = position + this.#tiling.longest + 1;
      const first = Math.min(Math.max(next, position - this.#reach), from.length - 1);
      const stop = from[Math.min(end, from.length - 1)];
      for (let i = from[first]; i < stop; i++) {
        const index = this.#starting[i];
        if (stale[index] !== STALE) stale[index] = how;
      }
      next = Math.max(next, end);
    }
  }

  #isBetter(a: number, b: number): boolean {
    const difference = this.#gains[a] - this.#gains[b];
    if (Math.abs(difference) > 1e-9 * this.#gains[b]) return difference > 0;
    const [left, right] = [this.#candidates[a], this.#candidates[b]];
    return left.payload < right.payload || (left.payload === right.payload && left.length < right.length);
  }
}

/** Adds what saves most until `size` members or nothing saves anything. */
export function growGreedily(set: CandidateSet, size: number, isAllowed?: (index: number) => boolean): void {
  for (let members = set.members.length; members < size; members++) {
    const best = set.best(isAllowed);
    if (best === null) break;
    set.add(best);
  }
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
  /** When to stop, as `performance.now()` tells it; null: never before. */
  readonly deadline: number | null;
}

/** How a search went. */
export interface Search {
  readonly moves: number;
  /** Moves that found a better set than any before. */
  readonly improvements: number;
  readonly stopped: (typeof SEARCH_ENDS)[number];
}

/** Why a search ended: the set is proven optimal, the moves or the seconds were up, or no candidate was worth a try. */
export const SEARCH_ENDS = ['optimal', 'moves', 'seconds', 'nothing to try'] as const;

/**
 * Local search with two moves in turn, starting from every result that is not much worse. One goes above the size with a handful of
 * candidates, drawn by worth, and comes back by dropping the cheapest: it finds sets that only help together, which adding
 * one at a time never does. The other drops a few members, the cheap ones more often, and grows again without them. A set a
 * little worse than the best is a fine place to go on from for a while (record-to-record travel: Dueck, Journal of
 * Computational Physics 104, 1993). Deterministic: more moves never end with a worse set. Ends with the best set found.
 */
export function improve(set: CandidateSet, tiling: Tiling, options: ImproveOptions): Search {
  const { size, fixed, worth, lowerBound, moves, deadline } = options;
  let best = { members: set.members, cost: tiling.cost };
  let current = best;
  let slack = 0;
  let improvements = 0;
  const settle = (): void => {
    shrinkGreedily(set, size, fixed);
    growGreedily(set, size);
    const { cost } = tiling;
    if (cost < best.cost * (1 - 1e-12)) improvements++;
    if (cost <= best.cost * (1 + 1e-12)) best = { members: set.members, cost };
    if (cost <= best.cost * (1 + slack + 1e-12)) current = { members: set.members, cost };
    else set.become(current.members);
  };
  const suggested = [...worth.keys()]
    .filter((index) => worth[index] > 0 && !set.isBanned(index))
    .sort((a, b) => worth[b] - worth[a] || a - b);
  if (suggested.length === 0) return { moves: 0, improvements: 0, stopped: 'nothing to try' };
  const offer = (index: number): void => {
    if (!set.has(index)) set.add(index);
  };
  for (const factor of POOL_FACTORS) {
    for (const index of suggested.slice(0, factor * size)) offer(index);
    settle();
  }
  const random = pseudoRandom(1);
  /** An index below `length`; the square favours the front. */
  const draw = (length: number): number => Math.floor(random() ** 2 * length);
  let move = 0;
  const isLate = (): boolean => deadline !== null && performance.now() >= deadline;
  const isOptimal = (): boolean => best.cost <= lowerBound * (1 + 1e-9);
  for (; move < moves && !isOptimal() && !isLate(); move++) {
    const round = move % ROUND;
    slack = MAX_SLACK * (1 - round / ROUND);
    if (round === 0) {
      current = best;
      set.become(best.members);
    }
    if (move % 2 === 0) {
      const handful = 1 + Math.floor(random() * HANDFUL);
      for (let i = 0; i < handful; i++) offer(suggested[draw(suggested.length)]);
    } else {
      const members = set.members
        .filter((index) => !fixed.has(index))
        .sort((a, b) => set.value(a) - set.value(b));
      const dropped = new Set<number>();
      const count = 1 + Math.floor(random() * MAX_DROPPED);
      for (let i = 0; i < count && members.length > 0; i++) dropped.add(members[draw(members.length)]);
      for (const index of dropped) set.remove(index);
      growGreedily(set, size, (index) => !dropped.has(index));
    }
    settle();
  }
  set.become(best.members);
  return { moves: move, improvements, stopped: isOptimal() ? 'optimal' : isLate() ? 'seconds' : 'moves' };
}

/** Moves from one return to the best set to the next, and how much worse than it a set may be at their start. */
const ROUND = 200;
const MAX_SLACK = 0.004;
const MAX_DROPPED = 4;
const POOL_FACTORS = [1, 2, 4];
const HANDFUL = 30;
