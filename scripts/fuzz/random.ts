import { pseudoRandom } from '../../src/util/random.js';

/** Random choices of one case: the same for the same seed and case, whatever was tried before. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number, index: number) {
    // Neighbouring cases must not have neighbouring states.
    this.#next = pseudoRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35));
  }

  /** From 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** 1 mostly, seldom more. */
  few(most: number): number {
    let count = 1;
    while (count < most && this.chance(0.4)) count++;
    return count;
  }
}
