import { Edges } from './edges.js';
import { ENTRY, type Instructions } from './instructions.js';

/** In edges: outside of any function. Instructions are their numbers plus 1. */
export const OUTSIDE = 0;

const NONE = -1;

/**
 * Follows control through events: which instruction of the same activation came before. Every event adds
 * exactly one to the edges that lead to its instruction.
 */
export class Activations {
  readonly edges = new Edges();
  /** Activations that have not ended, the innermost last: their depths and latest instructions. */
  private readonly depths: number[] = [];
  private readonly latest: number[] = [];
  /** The latest instruction of events without a depth, and by function. */
  private previous = NONE;
  private readonly latestOf: number[] = [];
  /** Functions with events that do not say at which depth. */
  functionsWithoutDepth = 0;

  constructor(private readonly table: Instructions) {}

  /** An event that does not say at which depth: a function is taken for a single activation. */
  step(id: number): void {
    const { previous } = this;
    const { functionOf } = this.table;
    const fn = functionOf[id];
    if (previous !== NONE && functionOf[previous] === fn) this.edges.add(previous + 1, id + 1, 1);
    else this.changeFunction(fn, id);
    this.previous = id;
  }

  private changeFunction(fn: number, id: number): void {
    const { previous, latestOf } = this;
    if (previous !== NONE) latestOf[this.table.functionOf[previous]] = previous;
    while (latestOf.length <= fn) latestOf.push(NONE);
    if (latestOf[fn] === NONE) this.functionsWithoutDepth++;
    this.edges.add(latestOf[fn] === NONE ? OUTSIDE : latestOf[fn] + 1, id + 1, 1);
    this.table.flags[id] |= ENTRY;
  }

  stepAt(id: number, depth: number): void {
    const { depths, latest } = this;
    const top = depths.length - 1;
    if (top >= 0 && depths[top] === depth && this.isInFunctionOf(id, latest[top])) {
      this.edges.add(latest[top] + 1, id + 1, 1);
      latest[top] = id;
    } else this.changeActivation(id, depth);
  }

  private changeActivation(id: number, depth: number): void {
    const { depths, latest } = this;
    while (depths.length > 0 && depths.at(-1)! > depth) this.leave();
    if (depths.at(-1) === depth && !this.isInFunctionOf(id, latest.at(-1)!)) this.leave();
    if (depths.at(-1) === depth) {
      this.edges.add(latest.at(-1)! + 1, id + 1, 1);
      // A return address, even if it is that of the next instruction.
      this.table.flags[id] |= ENTRY;
      latest[latest.length - 1] = id;
    } else {
      this.edges.add(OUTSIDE, id + 1, 1);
      depths.push(depth);
      latest.push(id);
    }
  }

  private leave(): void {
    this.depths.pop();
    this.edges.add(this.latest.pop()! + 1, OUTSIDE, 1);
  }

  private isInFunctionOf(id: number, other: number): boolean {
    return this.table.functionOf[id] === this.table.functionOf[other];
  }

  /** The file ends: so do all activations. */
  finish(): void {
    while (this.depths.length > 0) this.leave();
    if (this.previous !== NONE) this.latestOf[this.table.functionOf[this.previous]] = this.previous;
    for (const latest of this.latestOf) {
      if (latest !== NONE) this.edges.add(latest + 1, OUTSIDE, 1);
    }
  }
}
