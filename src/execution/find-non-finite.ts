import { partsOf } from '../bytecode/decompose.js';
import type { Place } from '../bytecode/place.js';
import { type DecodedInstruction, decodeSection, type Program } from '../bytecode/program.js';
import { functionsFor, type MachineRuntime, runningOnly } from '../bytecode/running.js';
import { isValue, seesMemories } from '../isa/extern-effect.js';
import type { FusedIsa } from '../isa/fuse.js';
import { type Environment, interpret } from '../isa/interpret.js';
import { type Isa, lastingMemories, type Runtime, semanticsOf } from '../isa/isa.js';
import { loadProgram } from './load.js';
import { type Ending, execute, instantiate, type MemoryArray, type Vm } from './typescript/vm.js';

/** Numbers that calculations seldom mean to have. */
const NON_FINITE = {
  infinity: (value: number) => Math.abs(value) === Number.POSITIVE_INFINITY,
  NaN: (value: number) => Number.isNaN(value),
} as const;

/** Where such a number first was in a memory when a section ended. */
export interface NonFinite {
  readonly kind: 'infinity' | 'NaN';
  readonly value: number;
  readonly memory: string;
  readonly cell: number;
  /** How often the run had been observed before. */
  readonly observations: number;
  /** What the clock showed; null without one. */
  readonly time: number | null;
  /**
   * The instruction, or the part of a superinstruction, that stored it. Null where the parts, one after the
   * other, do not give what the run gave.
   */
  readonly origin: StoredNumber | null;
}

/** The way of a number from the operation that made it of others into a memory. */
export interface StoredNumber {
  readonly stored: Place;
  readonly made: Operation;
}

/** What an instruction, or a part of a superinstruction, popped when it made the number. */
export interface Operation {
  readonly place: Place;
  readonly inputs: readonly number[];
}

/** How to look. */
export interface FindOptions {
  readonly maxDispatches?: number;
  /** The cell that tells people when it was. */
  readonly clock?: { readonly memory: string; readonly cell: number };
}

/**
 * Runs a program, baseline or fused, until a NaN is in a memory or to its end. Gives the first infinity and
 * the first NaN, in the order they came. Each is traced back by running its section again, part by part,
 * from the state before it; where externs see memories, it is not.
 */
export function findNonFinite(
  isa: Isa | FusedIsa,
  program: Program,
  runtime: MachineRuntime,
  { maxDispatches, clock }: FindOptions = {},
): { readonly found: readonly NonFinite[]; readonly ending: Ending; readonly vm: Vm } {
  const calls = new Calls(isa, runtime);
  const mayRunAgain = !isa.externs.some(seesMemories);
  const vm = instantiate(isa, program, calls.recording, true, maxDispatches);
  const doubles = lastingMemories(isa)
    .filter(({ type }) => type === 'f64')
    .map(({ name }) => name);
  const before = copyOf(vm.memories);
  const found: NonFinite[] = [];
  let observations = 0;
  const look = (section: string): void => {
    for (const kind of ['infinity', 'NaN'] as const) {
      if (found.some((one) => one.kind === kind)) continue;
      const isKind = NON_FINITE[kind];
      for (const memory of doubles) {
        const cell = vm.memories[memory].findIndex(
          (value: number, i: number) => isKind(value) && !isKind(before[memory][i]),
        );
        if (cell < 0) continue;
        const value = vm.memories[memory][cell];
        const time = clock ? vm.memories[clock.memory][clock.cell] : null;
        const origin = mayRunAgain
          ? new Replay(isa, program, calls.replaying(program), copyOf(before)).findStore(section, isKind)
          : null;
        found.push({ kind, value, memory, cell, observations, time, origin });
        break;
      }
    }
  };
  const steps = execute({
    program,
    memories: vm.memories,
    restart: vm.restart,
    run(section) {
      for (const [name, cells] of Object.entries(vm.memories)) before[name].set(cells);
      calls.forget();
      const trapped = vm.run(section);
      look(section);
      return trapped;
    },
  });
  let step = steps.next();
  for (; !step.done && !found.some(({ kind }) => kind === 'NaN'); step = steps.next()) observations++;
  return { found, ending: step.done ? step.value : undefined, vm };
}

type Memories = Readonly<Record<string, MemoryArray>>;

function copyOf(memories: Memories): Memories {
  return Object.fromEntries(Object.entries(memories).map(([name, cells]) => [name, cells.slice()]));
}

/** Runs one section instruction by instruction, and knows of each operand where it was made. */
class Replay {
  readonly #environment: Environment;
  /** Stores of the instruction that runs. */
  #stores: number[] = [];

  constructor(
    readonly isa: Isa | FusedIsa,
    readonly program: Program,
    runtime: Runtime,
    memories: Memories,
  ) {
    this.#environment = {
      memories: Object.fromEntries(
        Object.entries(memories).map(([name, cells]) => [name, this.#watched(cells)]),
      ),
      pools: loadProgram(isa, program).pools as unknown as Environment['pools'],
      registers: new Map(),
      externs: runtime,
    };
  }

  /** The first store of such a number; null where none happens. */
  findStore(name: string, isKind: (value: number) => boolean): StoredNumber | null {
    const section = this.program.sections.find((one) => one.name === name)!;
    const code = decodeSection(this.isa, this.program, section);
    const stack: number[] = [];
    /** By cell of the stack: what made the number in it, where it is of the kind. */
    const makers: (Operation | null)[] = [];
    for (let index = 0; ; ) {
      let control: number | string = 'next';
      const parts = this.#partsOf(code[index]);
      for (let part = 0; part < parts.length && control === 'next'; part++) {
        const place = { section: name, instruction: index, ...(parts.length > 1 && { part }) };
        const { opcode, operands } = parts[part];
        const semantics = semanticsOf(this.isa.instructions[opcode]);
        const inputs = stack.splice(stack.length - semantics.inputs);
        const madeBy = makers.splice(makers.length - semantics.inputs);
        this.#stores = [];
        const outcome = interpret(semantics, inputs, operands, this.#environment);
        const made = madeBy.find((maker) => maker !== null) ?? { place, inputs };
        if (this.#stores.some(isKind)) return { stored: place, made };
        stack.push(...outcome.outputs);
        makers.push(...outcome.outputs.map((output) => (isKind(output) ? made : null)));
        control = outcome.control;
      }
      if (typeof control === 'number') index = control;
      else if (control === 'next') index++;
      else return null;
    }
  }

  #partsOf(instruction: DecodedInstruction): readonly DecodedInstruction[] {
    return 'patterns' in this.isa ? partsOf(this.isa, this.program, instruction) : [instruction];
  }

  /** The same memory, which notes what is stored in it. */
  #watched(cells: MemoryArray): MemoryArray {
    return new Proxy(cells, {
      get: (target, key) => Reflect.get(target, key, target),
      set: (target, key, value: number) => {
        if (target instanceof Float64Array) this.#stores.push(value);
        return Reflect.set(target, key, value, target);
      },
    });
  }
}

/** What functions gave that may give something else, or do something, when they are called again. */
class Calls {
  readonly recording: MachineRuntime;
  readonly #runtime: MachineRuntime;
  readonly #deeds: readonly string[];
  #results: number[] = [];

  constructor({ externs }: Isa, runtime: MachineRuntime) {
    this.#runtime = runtime;
    this.#deeds = externs.filter((extern) => !isValue(extern)).map(({ name }) => name);
    const recording = (functions: Runtime) =>
      this.#with(functions, (name) => (...values) => {
        const result = (functions[name] as (...values: number[]) => number)(...values);
        this.#results.push(result);
        return result;
      });
    this.recording = typeof runtime === 'function' ? (run) => recording(runtime(run)) : recording(runtime);
  }

  forget(): void {
    this.#results = [];
  }

  /** Gives the same results again, in the same order, and calls nothing. */
  replaying(program: Program): Runtime {
    let next = 0;
    const functions = functionsFor(this.#runtime, runningOnly(program, 'a second look', {}));
    return this.#with(functions, () => () => this.#results[next++] ?? 0);
  }

  #with(functions: Runtime, functionFor: (name: string) => (...values: number[]) => number): Runtime {
    return { ...functions, ...Object.fromEntries(this.#deeds.map((name) => [name, functionFor(name)])) };
  }
}
