import { InputError } from '../../util/input-error.js';
import { FIRST_OBJECT, OBJECT } from './layout.js';

/** What an object holds beyond its cells, by its number. */
export class HandleTable<Content> {
  readonly #contents: (Content | undefined)[] = [];
  readonly #free: number[] = [];

  add(content: Content): number {
    const handle = this.#free.pop() ?? this.#contents.length;
    this.#contents[handle] = content;
    return handle;
  }

  get(handle: number): Content {
    return this.#contents[handle]!;
  }

  set(handle: number, content: Content): void {
    this.#contents[handle] = content;
  }

  release(handle: number): void {
    this.#contents[handle] = undefined;
    this.#free.push(handle);
  }
}

/** How the collector gets at what is alive, and says what is not. */
export interface Collected {
  /** Calls `visit` for cells that may hold the address of an object, wherever they are but in objects. */
  roots(visit: (value: number) => void): void;
  /** The same for what an object holds outside the heap. */
  held(address: number, visit: (value: number) => void): void;
  /** The object is gone. */
  released(address: number): void;
}

/** Of all cells: where so many are in use, the next safe point collects. */
const COLLECT_AT = 0.75;
/** Where so many stay in use after a collection, there is no use in going on. */
const FULL_AT = 0.9;

/**
 * Objects in a memory of fixed size. Nothing moves. A collection marks from the roots and takes every cell
 * for an address that could be one, so that integers in registers need no mark of their own. It happens at
 * safe points alone, where no host function holds an object that nothing names, and so at the same ones in
 * every run.
 */
export class Heap {
  /** Per two cells: whether an object begins there. */
  readonly #starts: Uint8Array;
  readonly #marks: Uint8Array;
  /** Addresses to be used again, by size. */
  readonly #free = new Map<number, number[]>();
  #next = FIRST_OBJECT;
  #used = 0;
  collections = 0;

  constructor(
    readonly cells: Int32Array,
    private readonly collected: Collected,
  ) {
    this.#starts = new Uint8Array(cells.length >> 1);
    this.#marks = new Uint8Array(cells.length >> 1);
  }

  /** An object of `size` cells in all, header included, all zero but for the header. */
  allocate(type: number, size: number): number {
    const even = (size + 1) & -2;
    const address = this.#free.get(even)?.pop() ?? this.#append(even);
    const { cells } = this;
    cells.fill(0, address, address + even);
    cells[address + OBJECT.type] = type;
    cells[address + OBJECT.size] = even;
    this.#starts[address >> 1] = 1;
    this.#used += even;
    return address;
  }

  #append(size: number): number {
    if (this.#next + size > this.cells.length) this.#refuse();
    this.#next += size;
    return this.#next - size;
  }

  #refuse(): never {
    throw new InputError(`the heap of ${this.cells.length.toLocaleString('en-US')} cells is full`);
  }

  isObject(value: number): boolean {
    return (value & 1) === 0 && value > 0 && this.#starts[value >> 1] === 1;
  }

  /** Nothing but the roots and what they lead to is needed from here on. */
  safePoint(): void {
    if (this.#used < COLLECT_AT * this.cells.length) return;
    this.collect();
    if (this.#used > FULL_AT * this.cells.length) this.#refuse();
  }

  collect(): void {
    this.collections++;
    this.#marks.fill(0);
    const pending: number[] = [];
    const visit = (value: number) => {
      if (!this.isObject(value) || this.#marks[value >> 1]) return;
      this.#marks[value >> 1] = 1;
      pending.push(value);
    };
    this.collected.roots(visit);
    for (let address = pending.pop(); address !== undefined; address = pending.pop()) {
      visit(this.cells[address + OBJECT.type] & -2);
      const end = address + this.cells[address + OBJECT.size];
      for (let cell = address + OBJECT.first; cell < end; cell++) visit(this.cells[cell]);
      this.collected.held(address, visit);
    }
    this.#sweep();
  }

  #sweep(): void {
    for (let half = FIRST_OBJECT >> 1; half < this.#next >> 1; half++) {
      if (!this.#starts[half] || this.#marks[half]) continue;
      const address = half << 1;
      this.collected.released(address);
      this.#starts[half] = 0;
      const size = this.cells[address + OBJECT.size];
      this.#used -= size;
      const list = this.#free.get(size) ?? [];
      this.#free.set(size, list);
      list.push(address);
    }
  }
}
