import { Edges } from '../edges.js';
import type { Word } from './evm-lines.js';
import { LENGTHS } from './opcodes.js';

/** In edges: outside of the code. Otherwise they are of slots. */
export const OUTSIDE = 0;

/** In `slots`: a byte of an immediate. */
const INSIDE = -1;
const CONTRADICTION = -1;

/**
 * What is known of some code: its instructions that were executed, in slots from 1 in the order in which
 * they came, how often they were, and where control went other than to the next byte.
 */
export class Code {
  /** By pc: the slot, 0 where nothing was executed. */
  private slots = new Int32Array(2 ** 10);
  /** By slot; the first is of nothing. */
  readonly pcs = [0];
  readonly ops = [0];
  readonly counts = [0];
  /** What follows the opcode, where a line told it: as text with all digits if its length varies. */
  readonly immediates: (Word | null)[] = [null];
  readonly edges = new Edges();

  /** The slot of an opcode there; 0: nothing is known of its bytes; -1: they are something else. */
  slotOf(pc: number, op: number): number {
    if (pc >= this.slots.length) return 0;
    const slot = this.slots[pc];
    if (slot > 0) return this.ops[slot] === op ? slot : CONTRADICTION;
    if (slot === INSIDE) return CONTRADICTION;
    const end = Math.min(pc + LENGTHS[op], this.slots.length);
    for (let inside = pc + 1; inside < end; inside++) if (this.slots[inside] > 0) return CONTRADICTION;
    return 0;
  }

  /** A slot for an opcode where nothing is known. */
  add(pc: number, op: number): number {
    const slot = this.pcs.push(pc) - 1;
    this.ops.push(op);
    this.counts.push(0);
    this.immediates.push(null);
    const end = pc + LENGTHS[op];
    this.makeRoom(end);
    for (let inside = pc + 1; inside < end; inside++) this.slots[inside] = INSIDE;
    this.slots[pc] = slot;
    return slot;
  }

  private makeRoom(end: number): void {
    if (end <= this.slots.length) return;
    const longer = new Int32Array(2 ** Math.ceil(Math.log2(end)));
    longer.set(this.slots);
    this.slots = longer;
  }

  /** Whether both can be the same code: nothing that was executed in one is something else in the other. */
  agreesWith(other: Code): boolean {
    for (let slot = 1; slot < this.pcs.length; slot++) if (!this.agreesAt(slot, other)) return false;
    return true;
  }

  private agreesAt(slot: number, other: Code): boolean {
    const pc = this.pcs[slot];
    const op = this.ops[slot];
    const there = other.slotOf(pc, op);
    if (there <= 0) return there === 0;
    const [mine, theirs] = [this.immediates[slot], other.immediates[there]];
    return mine === null || theirs === null || mine === theirs;
  }

  /** Adds what is known of the same code. */
  merge(other: Code): void {
    const slots = new Int32Array(other.pcs.length);
    for (let theirs = 1; theirs < slots.length; theirs++) {
      const pc = other.pcs[theirs];
      const op = other.ops[theirs];
      const mine = this.slotOf(pc, op) || this.add(pc, op);
      this.counts[mine] += other.counts[theirs];
      this.immediates[mine] ??= other.immediates[theirs];
      slots[theirs] = mine;
    }
    other.edges.forEach((from, to, n) => {
      this.edges.add(slots[from], slots[to], n);
    });
  }

  /** Forgets everything, to be used again. */
  clear(): void {
    for (let slot = 1; slot < this.pcs.length; slot++) {
      const end = this.pcs[slot] + LENGTHS[this.ops[slot]]!;
      for (let pc = this.pcs[slot]; pc < end; pc++) this.slots[pc] = 0;
    }
    for (const list of [this.pcs, this.ops, this.counts, this.immediates]) list.length = 1;
    this.edges.clear();
  }
}
