import type { Program } from '../../bytecode/program.js';
import { functionsFor, type MachineRuntime, runningOnly } from '../../bytecode/running.js';
import { type Decided, type Environment, interpret } from '../../isa/interpret.js';
import { semanticsOf } from '../../isa/isa.js';
import type { CellType } from '../../isa/semantics.js';
import { digestMemories } from '../digest.js';
import { createMemories, type MemoryArray } from '../load.js';
import { MAX_ROUNDS } from './block.js';
import {
  INTEGERS,
  MARKS,
  MASK_BITS,
  MIX,
  type ProbeMachine,
  SMALL_VALUES,
  STEP,
  VALUES,
} from './probe-machine.js';
import { type Probe, resultCells } from './sections.js';

/** How a state went: `kept`, or not to be part of a schedule because of what ended it. */
export type StateOutcome = 'kept' | 'trap' | 'endless' | 'exception';

/**
 * What the code of probes has to do: handlers by the interpreter of the semantics, the probes' own
 * instructions said once more.
 */
export class Reference {
  readonly memories: Readonly<Record<string, MemoryArray>>;
  readonly #machine: ProbeMachine;
  readonly #environment: Environment;
  readonly #integers: MemoryArray;
  readonly #results: MemoryArray;
  readonly #values: Readonly<Record<CellType, Float64Array | Int32Array>>;
  readonly #saved: ReadonlyMap<MemoryArray, MemoryArray>;

  constructor(machine: ProbeMachine, program: Program, runtime: MachineRuntime) {
    this.#machine = machine;
    this.memories = createMemories(machine.isa, program);
    this.#saved = new Map(Object.values(this.memories).map((memory) => [memory, memory.slice()]));
    this.#integers = this.memories[machine.name('integers')];
    this.#results = this.memories[machine.name('results')];
    this.#values = {
      f64: Float64Array.from(program.pools[machine.name('values f64')] as number[]),
      i32: Int32Array.from(program.pools[machine.name('values i32')] as number[]),
    };
    const pools = Object.fromEntries(
      machine.isa.pools.map(({ name, rows, type }) => {
        const entries = program.pools[name];
        const typed = type === 'f64' ? Float64Array : Int32Array;
        // Functions are given rows as run loops give them.
        return [
          name,
          rows ? entries.map((row) => typed.from(row as number[]) as ArrayLike<number>) : entries,
        ];
      }),
    ) as Environment['pools'];
    this.#environment = {
      memories: this.memories,
      pools,
      registers: new Map(),
      externs: functionsFor(runtime, runningOnly(program, 'probes', this.memories)),
    };
  }

  /** All memories zero but for the number of the first state. */
  reset(first: number): void {
    for (const memory of Object.values(this.memories)) memory.fill(0);
    this.#integers[INTEGERS.counter] = first;
  }

  skip(): void {
    this.#integers[INTEGERS.counter]++;
  }

  /** So that `restore` can undo what follows. */
  save(): void {
    for (const [memory, saved] of this.#saved) saved.set(memory);
  }

  restore(): void {
    for (const [memory, saved] of this.#saved) memory.set(saved);
  }

  digest(): string {
    return digestMemories(this.#machine.isa, this.memories);
  }

  /** Makes the next state and runs the probe's instruction in it. */
  run(probe: Probe, decided?: Decided): StateOutcome {
    const { registers, word, instructions } = this.#machine.isa;
    const environment = decided ? { ...this.#environment, decided } : this.#environment;
    this.#begin(probe.focus);
    for (const { memory, cell } of probe.fills) {
      const cells = this.memories[memory];
      cells[cell] = this.#draw(cells instanceof Float64Array ? 'f64' : 'i32');
    }
    for (const { name, type } of registers)
      environment.registers.set(name, type === 'bool' ? ((this.#step() >> 16) & 1) === 1 : this.#draw(type));
    const below = this.#draw(word);
    const semantics = semanticsOf(instructions[probe.opcode]);
    let inputs: readonly number[] = Array.from({ length: semantics.inputs }, () => this.#draw(word));
    for (let round = 0; round < MAX_ROUNDS; round++) {
      let outcome: ReturnType<typeof interpret>;
      try {
        outcome = interpret(semantics, inputs, probe.operands, environment);
      } catch {
        return 'exception';
      }
      const { control, outputs } = outcome;
      if (control === 'trap') return 'trap';
      if (control === 'return' || control === 'leave') return 'kept';
      if (control === 'next' || probe.way !== 'self') {
        this.#collect(outputs, below, control === 'next' ? MARKS.next : MARKS.jumped);
        return 'kept';
      }
      inputs = outputs;
    }
    return 'endless';
  }

  #begin(focus: number): void {
    const integers = this.#integers;
    const x = Math.imul(integers[INTEGERS.counter], MIX[0]);
    const y = Math.imul(x ^ (x >> 15), MIX[1]);
    const z = y ^ (y >> 13);
    const kind = z & 7;
    integers[INTEGERS.counter]++;
    integers[INTEGERS.random] = z;
    integers[INTEGERS.window] = kind < 3 ? 0 : kind < 5 ? focus : (z >> 8) & (VALUES - 1);
    integers[INTEGERS.mask] = (1 << ((MASK_BITS >> (4 * kind)) & 15)) - 1;
    integers[INTEGERS.mark] = MARKS.inside;
  }

  #step(): number {
    const next = (Math.imul(this.#integers[INTEGERS.random], STEP[0]) + STEP[1]) | 0;
    this.#integers[INTEGERS.random] = next;
    return next;
  }

  #draw(type: CellType): number {
    const random = this.#step();
    const near = this.#integers[INTEGERS.window] + ((random >> 16) & this.#integers[INTEGERS.mask]);
    const kind = (random >> 8) & 7;
    const index = kind > 1 ? near : (random >> 16) & (kind === 0 ? VALUES - 1 : SMALL_VALUES - 1);
    const value = this.#values[type][index & (VALUES - 1)];
    return type === 'f64' && (random & 7168) === 0 ? -value : value;
  }

  #collect(outputs: readonly number[], below: number, mark: number): void {
    const { registers, word } = this.#machine.isa;
    const cells = resultCells(this.#machine, outputs.length);
    const stack = word === 'f64' ? this.#results : this.#integers;
    for (let i = 0; i < outputs.length; i++) stack[cells.first + i] = outputs[i];
    stack[cells.below] = below;
    for (let i = 0; i < registers.length; i++) {
      const { name, type } = registers[i];
      const memory = type === 'f64' ? this.#results : this.#integers;
      memory[cells.registers + i] = Number(this.#environment.registers.get(name));
    }
    this.#integers[INTEGERS.mark] = mark;
  }
}
