import type { Matcher } from '../mining/matcher.js';

/** A basic block whose statements may change places. Positions are those of a corpus. */
export interface OrderedBlock {
  readonly start: number;
  readonly end: number;
  /** Which block of which program of the profile it is. */
  readonly program: number;
  readonly block: number;
  /**
   * Statement i is positions `starts[i]` to `starts[i + 1]`, exclusive; the last entry is the block's end.
   */
  readonly starts: Int32Array;
  /** The statements that each has to come after, and those that it has to come before. */
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

/**
 * An order of a block's statements with the best tiling of it, kept up to date as neighbouring runs of
 * statements change places. What each instruction adds to the savings goes with the instruction: a change
 * costs time only around the joints.
 */
export class BlockOrder {
  /** Statements in order, and the place of each. */
  readonly order: Int32Array;
  readonly placeOf: Int32Array;
  /** What one execution saves. */
  saved = 0;
  readonly #block: OrderedBlock;
  readonly #matcher: Matcher;
  /** By position less the block's start: savings up to and with the instruction, less those up to it. */
  readonly #steps: Float64Array;
  /** Scratch: a stretch of the order under trial, and the savings up to each of its instructions. */
  readonly #sequence: Int32Array;
  readonly #savings: Float64Array;
  /** What the last trial would change: by position less the block's start, then the new step. */
  readonly #changes: number[] = [];

  constructor(block: OrderedBlock, matcher: Matcher, order: Int32Array) {
    this.#block = block;
    this.#matcher = matcher;
    this.order = order.slice();
    this.placeOf = new Int32Array(order.length);
    for (const [place, statement] of order.entries()) this.placeOf[statement] = place;
    const size = block.end - block.start;
    this.#steps = new Float64Array(size);
    this.#sequence = new Int32Array(size + matcher.longest);
    this.#savings = new Float64Array(size + matcher.longest + 1);
    let length = 0;
    for (const statement of order)
      for (let position = block.starts[statement]; position < block.starts[statement + 1]; position++)
        this.#steps[position - block.start] = this.#append(length++, position);
    this.saved = this.#savings[length];
  }

  /** Whether the runs at places `low` to `middle` and `middle` to `high` (exclusive) may be exchanged. */
  maySwap(low: number, middle: number, high: number): boolean {
    const { before, after } = this.#block;
    const isFree = (
      from: number,
      to: number,
      others: OrderedBlock['before'],
      least: number,
      most: number,
    ) => {
      for (let place = from; place < to; place++)
        for (const other of others[this.order[place]])
          if (this.placeOf[other] >= least && this.placeOf[other] < most) return false;
      return true;
    };
    return middle - low <= high - middle
      ? isFree(low, middle, after, middle, high)
      : isFree(middle, high, before, low, middle);
  }

  /** What exchanging two neighbouring runs would save more. */
  trySwap(low: number, middle: number, high: number): number {
    const { starts, start } = this.#block;
    const count = this.order.length;
    const context = this.#matcher.longest - 1;
    const joint = low + high - middle;
    const statementAt = (place: number): number => {
      if (place < low || place >= high) return this.order[place];
      return this.order[place < joint ? place + middle - low : place - joint + low];
    };
    this.#changes.length = 0;
    let gain = 0;
    for (let place = low; place < count; ) {
      let length = this.#lead(statementAt, place, context);
      // As many instructions after a joint as a pattern reaches back, each adding what it did: so do all up
      // to the next joint.
      for (let same = 0; place < count; place++) {
        if (place === joint || place === high) same = 0;
        else if (same >= context) break;
        const statement = statementAt(place);
        for (let position = starts[statement]; position < starts[statement + 1]; position++) {
          const step = this.#append(length++, position);
          const more = step - this.#steps[position - start];
          same = more === 0 ? same + 1 : 0;
          if (more === 0) continue;
          gain += more;
          this.#changes.push(position - start, step);
        }
      }
      if (place < joint) place = joint;
      else if (place < high) place = high;
      else break;
    }
    return gain;
  }

  /** Exchanges the runs that `trySwap` was just asked about, `gain` being its answer. */
  swap(low: number, middle: number, high: number, gain: number): void {
    for (let i = 0; i < this.#changes.length; i += 2) this.#steps[this.#changes[i]] = this.#changes[i + 1];
    const moved = this.order.slice(low, middle);
    this.order.copyWithin(low, middle, high);
    this.order.set(moved, low + high - middle);
    for (let place = low; place < high; place++) this.placeOf[this.order[place]] = place;
    this.saved += gain;
  }

  /** Puts an instruction into the scratch at `index`; returns what it adds to the savings. */
  #append(index: number, position: number): number {
    this.#sequence[index] = position;
    const first = Math.max(0, index + 1 - this.#matcher.longest);
    const found = this.#matcher.match(this.#sequence, first, index);
    let most = this.#savings[index];
    for (let i = 0; i < found; i++) {
      const through = this.#savings[index + 1 - this.#matcher.lengths[i]] + this.#matcher.savings[i];
      if (through > most) most = through;
    }
    this.#savings[index + 1] = most;
    return most - this.#savings[index];
  }

  /** Begins the scratch with the last instructions before a place, `most` or as many as there are. */
  #lead(statementAt: (place: number) => number, place: number, most: number): number {
    const { starts, start } = this.#block;
    const reversed: number[] = [];
    for (let before = place - 1; before >= 0 && reversed.length < most; before--) {
      const statement = statementAt(before);
      for (let p = starts[statement + 1] - 1; p >= starts[statement] && reversed.length < most; p--)
        reversed.push(p);
    }
    for (const [index, position] of reversed.reverse().entries()) {
      this.#sequence[index] = position;
      this.#savings[index + 1] = this.#savings[index] + this.#steps[position - start];
    }
    return reversed.length;
  }
}
