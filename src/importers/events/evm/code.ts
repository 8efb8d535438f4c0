import { Edges } from '../edges.js';
import { OPCODES } from './opcodes.js';

/** In edges: outside of the code. Otherwise they are of slots. */
export const OUTSIDE = 0;

/** In `slots`: a byte of an immediate. */
const INSIDE = -1;

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
  /** Hexadecimal digits of what follows the opcode, where a line told them. */
  readonly immediates: (string | null)[] = [null];
  readonly edges = new Edges();

  /** The slot of an opcode there; 0: nothing is known of this pc; -1: it cannot be. */
  slotOf(pc: number, op: number): number {
    if (pc >= this.slots.length) return 0;
    const slot = this.slots[pc]!;
    return slot <= 0 || this.ops[slot] === op ? slot : -1;
  }

  /** A slot for an opcode where nothing is known. */
  add(pc: number, op: number): number {
    const slot = this.pcs.push(pc) - 1;
    this.ops.push(op);
    this.counts.push(0);
    this.immediates.push(null);
    const end = pc + 1 + (OPCODES[op]!.immediateBytes ?? 0);
    this.makeRoom(end);
    this.slots.fill(INSIDE, pc + 1, end);
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
    const pc = this.pcs[slot]!;
    const op = this.ops[slot]!;
    const there = other.slotOf(pc, op);
    if (there < 0) return false;
    const [mine, theirs] = [this.immediates[slot], there > 0 ? other.immediates[there] : null];
    if (there > 0) return mine === null || theirs === null || mine === theirs;
    const end = Math.min(pc + 1 + (OPCODES[op]!.immediateBytes ?? 0), other.slots.length);
    for (let inside = pc + 1; inside < end; inside++) if (other.slots[inside]! > 0) return false;
    return true;
  }

  /** Adds what is known of the same code. */
  merge(other: Code): void {
    const slots = other.pcs.map((pc, slot) => {
      if (slot === 0) return OUTSIDE;
      const op = other.ops[slot]!;
      const mine = this.slotOf(pc, op) || this.add(pc, op);
      this.counts[mine]! += other.counts[slot]!;
      this.immediates[mine] ??= other.immediates[slot]!;
      return mine;
    });
    other.edges.forEach((from, to, n) => {
      this.edges.add(slots[from]!, slots[to]!, n);
    });
  }

  /** Forgets everything, to be used again. */
  clear(): void {
    this.pcs.forEach((pc, slot) => {
      if (slot > 0) this.slots.fill(0, pc, pc + 1 + (OPCODES[this.ops[slot]!]!.immediateBytes ?? 0));
    });
    for (const list of [this.pcs, this.ops, this.counts, this.immediates]) list.length = 1;
    this.edges.clear();
  }
}
