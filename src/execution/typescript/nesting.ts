import { mayNest } from '../../backends/opcodes.js';
import type { RunningMachine } from '../../bytecode/running.js';
import type { Isa } from '../../isa/isa.js';
import { InputError } from '../../util/input-error.js';
import type { MemoryArray } from '../load.js';

/** Sections that may run within each other: what the call stack of JavaScript has room for. */
export const MAX_NESTING = 2000;

/** What V8 says. */
const STACK_IS_FULL = 'Maximum call stack size exceeded';
/** The call stack of JavaScript is full: whoever ran the first section says so, where there is room again. */
const OVERFLOW = new Error('sections run within each other too deeply');

/** A section trapped within another: it goes through the functions of the host to whoever ran the first. */
class NestedTrap extends Error {}

/** Runs sections within each other, each with its own part of the stack and scratch cells of its own. */
export class Nesting {
  readonly #scratch: readonly MemoryArray[];
  #depth = 0;

  /** `enter` runs a section with its stack from a cell on; true: it trapped. */
  constructor(
    isa: Isa,
    private readonly program: string,
    memories: RunningMachine['memories'],
    private readonly frameCells: number,
    private readonly enter: (section: string, sp: number) => boolean,
  ) {
    this.#scratch = isa.memories.filter(({ scratch }) => scratch).map(({ name }) => memories[name]);
  }

  /** Cells of stack for as many sections as may run within each other. */
  static stackCells(isa: Isa, frameCells: number): number {
    return mayNest(isa) ? frameCells * (MAX_NESTING + 1) : frameCells;
  }

  /** Runs a section of the schedule. True: it trapped, or one within it did. */
  runFirst(section: string): boolean {
    this.#depth = 0;
    try {
      return this.enter(section, 0);
    } catch (error) {
      if (error instanceof NestedTrap) return true;
      if (error === OVERFLOW) this.#fail();
      throw error;
    }
  }

  runWithin(section: string): void {
    if (this.#depth === MAX_NESTING) this.#fail();
    const saved = this.#scratch.map((cells) => cells.slice());
    this.#depth++;
    try {
      if (this.enter(section, this.#depth * this.frameCells)) throw new NestedTrap();
    } catch (error) {
      throw error instanceof RangeError && error.message === STACK_IS_FULL ? OVERFLOW : error;
    }
    this.#depth--;
    for (const [i, cells] of this.#scratch.entries()) cells.set(saved[i]);
  }

  #fail(): never {
    throw new InputError(
      `${this.program}: stopped with ${this.#depth + 1} sections running within each other: its functions run sections that call them again, too deeply or without an end`,
    );
  }
}
