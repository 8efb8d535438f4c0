import type { Tile, Tiling } from './tiling.js';

const SINCE_REMOVAL = 1;
const STALE = 2;

/** Something to choose: a tile, and the bytes of operands it carries. */
export interface Choosable extends Tile {
  /** Bytes of free operands. */
  readonly payload: number;
}

/**
 * A set of candidates that grows and shrinks, with the exact value of every candidate kept current: only
 * those near what a change touched are evaluated again, and only when asked for.
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
  /**
   * Candidates by the position p at which an occurrence begins: `#starting[#startingFrom[p]]` up to that of p
   * + 1.
   */
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

  /** Indices of the candidates chosen, ascending. */
  get members(): number[] {
    const members: number[] = [];
    for (let index = 0; index < this.#chosen.length; index++) if (this.#chosen[index]) members.push(index);
    return members;
  }

  /** Whether a candidate is a member. */
  has(index: number): boolean {
    return this.#chosen[index] === 1;
  }

  /** It is never offered; a member stays one. */
  ban(index: number): void {
    this.#banned[index] = 1;
  }

  /** Whether `ban` was called for it. */
  isBanned(index: number): boolean {
    return this.#banned[index] === 1;
  }

  /** Makes a member of a candidate that is none. */
  add(index: number): void {
    this.#chosen[index] = 1;
    this.#refresh(this.#tiling.add(this.#candidates[index]), STALE);
    this.#stale[index] = STALE;
  }

  /** Takes out a member. */
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
   * The member whose removal costs least. Where others have gone, what is left costs more to remove, but for
   * rare cases: so those that cost too much before are not looked at again.
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
