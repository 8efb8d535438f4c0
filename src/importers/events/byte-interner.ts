/** Numbers pieces of bytes from 0, equal ones alike, without making text of them. */
export class ByteInterner {
  size = 0;
  /** All pieces, one after another: piece `i` is from `starts[i]` to `starts[i + 1]`. */
  private bytes = new Uint8Array(2 ** 12);
  private starts = new Int32Array(2 ** 7);
  private hashes = new Int32Array(2 ** 7);
  /** Pieces, from 1; 0 where a cell is free. Twice as many as there are pieces, or more. */
  private cells = new Int32Array(2 ** 8);

  /** Bytes that all pieces have together. */
  get length(): number {
    return this.starts[this.size];
  }

  /** The number of an equal piece, or -1. */
  find(from: Uint8Array, start: number, end: number): number {
    return this.cells[this.cellOf(hash(from, start, end), from, start, end)] - 1;
  }

  /** The number of an equal piece, which is added where there is none. */
  idOf(from: Uint8Array, start: number, end: number): number {
    const hashed = hash(from, start, end);
    const found = this.cells[this.cellOf(hashed, from, start, end)];
    if (found !== 0) return found - 1;
    this.makeRoom(end - start);
    const id = this.size++;
    const at = this.starts[id];
    this.bytes.set(from.subarray(start, end), at);
    this.starts[id + 1] = at + end - start;
    this.hashes[id] = hashed;
    // There may be more cells now.
    this.cells[this.cellOf(hashed, from, start, end)] = id + 1;
    return id;
  }

  /** How many bytes from `at` on are the piece: its length, or 0 if they are something else. */
  matches(id: number, other: Uint8Array, at: number, end: number): number {
    const { bytes, starts } = this;
    const start = starts[id];
    const length = starts[id + 1] - start;
    if (at + length > end) return 0;
    // From the back: lines of a file tend to begin alike.
    for (let i = length - 1; i >= 0; i--) if (bytes[start + i] !== other[at + i]) return 0;
    return length;
  }

  clear(): void {
    this.cells.fill(0);
    this.size = 0;
  }

  /** The cell of an equal piece, or the free one where it belongs. */
  private cellOf(hashed: number, from: Uint8Array, start: number, end: number): number {
    const { cells, hashes } = this;
    const mask = cells.length - 1;
    let cell = hashed & mask;
    for (let place = cells[cell]; place !== 0; place = cells[cell]) {
      if (hashes[place - 1] === hashed && this.equals(place - 1, from, start, end)) return cell;
      cell = (cell + 1) & mask;
    }
    return cell;
  }

  private equals(id: number, other: Uint8Array, start: number, end: number): boolean {
    const length = this.starts[id + 1] - this.starts[id];
    return length === end - start && (length === 0 || this.matches(id, other, start, end) === length);
  }

  private makeRoom(length: number): void {
    const needed = this.length + length;
    if (needed > this.bytes.length) {
      const longer = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
      longer.set(this.bytes);
      this.bytes = longer;
    }
    // The last start is where the next piece begins.
    if (this.size + 1 < this.hashes.length) return;
    const [starts, hashes] = [this.starts, this.hashes];
    this.starts = new Int32Array(2 * starts.length);
    this.hashes = new Int32Array(2 * hashes.length);
    this.starts.set(starts);
    this.hashes.set(hashes);
    this.cells = new Int32Array(4 * starts.length);
    const mask = this.cells.length - 1;
    for (let id = 0; id < this.size; id++) {
      let cell = this.hashes[id] & mask;
      while (this.cells[cell] !== 0) cell = (cell + 1) & mask;
      this.cells[cell] = id + 1;
    }
  }
}

function hash(bytes: Uint8Array, start: number, end: number): number {
  let hashed = end - start;
  for (let i = start; i < end; i++) hashed = Math.imul(hashed ^ bytes[i], 0x01000193);
  // The low bits choose the cell, and the last bytes have reached few of them.
  return hashed ^ (hashed >>> 15);
}
