/** Cells of an empty table: a power of 2. */
const MIN_CELLS = 128;

/**
 * Counts of pairs of whole numbers from 0, not both 0: how often control went from one to the other. Open
 * addressing on typed arrays, because every event is counted here.
 */
export class Edges {
  /** Pairs that were counted. */
  size = 0;
  /** By cell: from and to, both 0 where it is free; at least half of them are. */
  private pairs = new Int32Array(2 * MIN_CELLS);
  private counts = new Float64Array(MIN_CELLS);

  add(from: number, to: number, n: number): void {
    const { pairs, counts } = this;
    const mask = counts.length - 1;
    let cell = hash(from, to) & mask;
    while (pairs[2 * cell] !== from || pairs[2 * cell + 1] !== to) {
      if (pairs[2 * cell] === 0 && pairs[2 * cell + 1] === 0) {
        this.insert(cell, from, to, n);
        return;
      }
      cell = (cell + 1) & mask;
    }
    counts[cell] += n;
  }

  private insert(cell: number, from: number, to: number, n: number): void {
    this.pairs[2 * cell] = from;
    this.pairs[2 * cell + 1] = to;
    this.counts[cell] = n;
    this.size++;
    if (2 * this.size <= this.counts.length) return;
    const { pairs, counts } = this;
    this.reset(2 * counts.length);
    counts.forEach((count, place) => {
      if (count > 0) this.add(pairs[2 * place], pairs[2 * place + 1], count);
    });
  }

  private reset(cells: number): void {
    this.pairs = new Int32Array(2 * cells);
    this.counts = new Float64Array(cells);
    this.size = 0;
  }

  forEach(visit: (from: number, to: number, n: number) => void): void {
    if (this.size === 0) return;
    this.counts.forEach((n, cell) => {
      if (n > 0) visit(this.pairs[2 * cell], this.pairs[2 * cell + 1], n);
    });
  }

  clear(): void {
    if (this.counts.length > MIN_CELLS) this.reset(MIN_CELLS);
    else if (this.size > 0) {
      this.pairs.fill(0);
      this.counts.fill(0);
      this.size = 0;
    }
  }
}

function hash(from: number, to: number): number {
  const mixed = Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
