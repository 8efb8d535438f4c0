import { type Action, decodeSection, type Program } from '../src/bytecode/program.js';
import { functionsFor, type MachineRuntime, runningOnly } from '../src/bytecode/running.js';
import { type Environment, interpret } from '../src/isa/interpret.js';
import { type Instruction, type Isa, lastingMemories, semanticsOf } from '../src/isa/isa.js';
import { arrayAccesses, type NamedPlace, namedPlace } from '../src/isa/semantics.js';

/** What can be seen of a run. */
export interface Observed {
  /** The memories at every `observe` and at the end, in the order the machine declares them. */
  readonly states: readonly (readonly number[])[];
  /** Executions of each instruction, by section. */
  readonly executions: Readonly<Record<string, readonly number[]>>;
  readonly trapped: boolean;
}

/** What a run may need at most. */
export interface RunLimits {
  /** Cells of the operand stack, by section. */
  readonly maxStack: Readonly<Record<string, number>>;
  readonly maxDispatches: number;
}

/** A program that runs on and on, which is nothing that validation tells. */
export class DispatchesUsedUp extends Error {}

/**
 * Runs a program with the interpreter of the semantics, one instruction after the other. Throws an error where
 * an instruction pops more than there is, code runs off its end, an address that instructions name themselves
 * lies outside its array, or a limit is passed: valid programs do none of these.
 */
export function interpretProgram(
  isa: Isa,
  program: Program,
  runtime: MachineRuntime,
  limits: RunLimits | null = null,
): Observed {
  const memories = Object.fromEntries(
    isa.memories.map(({ name, type, index }) => {
      const cells = program.cells[index] ?? 0;
      return [name, type === 'f64' ? new Float64Array(cells) : new Int32Array(cells)];
    }),
  );
  const externs = functionsFor(runtime, runningOnly(program, 'the interpreter', memories));
  const sections = new Map(
    program.sections.map((section) => {
      const code = decodeSection(isa, program, section);
      return [section.name, { code, executions: code.map(() => 0) }];
    }),
  );
  let dispatches = 0;
  let garbage = 1e6;
  const states: number[][] = [];
  const observe = () => states.push(snapshot(isa, memories));

  /** Whether it trapped. */
  const runSection = (name: string): boolean => {
    const { code, executions } = sections.get(name)!;
    const environment: Environment = {
      memories,
      pools: program.pools,
      registers: new Map(),
      externs,
    };
    const stack: number[] = [];
    // Whoever reads these before writing them does not do the same twice.
    for (const { name: memory, scratch } of isa.memories) if (scratch) memories[memory].fill(++garbage);
    for (let index = 0; ; ) {
      if (!code[index]) throw new Error(`${name}: there is no instruction ${index}`);
      const { opcode, operands } = code[index];
      executions[index]++;
      if (limits && ++dispatches > limits.maxDispatches) throw new DispatchesUsedUp();
      const instruction = isa.instructions[opcode];
      const semantics = semanticsOf(instruction);
      if (stack.length < semantics.inputs) throw new Error(`${name}: ${instruction.name} pops too much`);
      requireNamedPlaces(instruction, operands, environment);
      const inputs = stack.splice(stack.length - semantics.inputs);
      const { outputs, control } = interpret(semantics, inputs, operands, environment);
      stack.push(...outputs);
      if (limits && stack.length > limits.maxStack[name]) throw new Error(`${name}: the stack is too deep`);
      if (typeof control === 'number') index = control;
      else if (control === 'next') index++;
      else return control === 'trap';
    }
  };
  const runActions = (actions: readonly Action[]): 'leave' | 'trap' | undefined => {
    for (const action of actions) {
      if (action.kind === 'run' && runSection(action.section)) return 'trap';
      if (action.kind === 'observe') observe();
      if (action.kind === 'copy')
        for (let cell = action.start; cell < action.start + action.length; cell++)
          memories[action.to][cell] = memories[action.from][cell];
      if (action.kind === 'repeat')
        for (let i = 0; i < action.times; i++) {
          const left = runActions(action.body);
          if (left === 'trap') return 'trap';
          if (left === 'leave') break;
        }
      if (action.kind === 'leave') {
        const memory = memories[action.memory];
        if (memory[action.cell] >= memory[action.atLeast]) return 'leave';
      }
    }
    return undefined;
  };
  const trapped = runActions(program.schedule) === 'trap';
  observe();
  return {
    states,
    trapped,
    executions: Object.fromEntries([...sections].map(([name, { executions }]) => [name, executions])),
  };
}

/** An address that an instruction names: its array, the operand it lies beside, and how far. */
interface NamedAddress extends NamedPlace {
  readonly array: string;
}

const namedAddresses = new WeakMap<Instruction, readonly NamedAddress[]>();

/** Those that back ends print without a check, because validation checks them. */
function namedAddressesOf(instruction: Instruction): readonly NamedAddress[] {
  const known = namedAddresses.get(instruction);
  if (known) return known;
  const found: NamedAddress[] = [];
  for (const { array, index } of arrayAccesses(semanticsOf(instruction))) {
    const place = namedPlace(index);
    if (!place) continue;
    const [low, high] = instruction.operands[place.operand ?? -1]?.reach ?? [0, 0];
    if (place.operand === null || (place.distance >= low && place.distance <= high))
      found.push({ array, ...place });
  }
  namedAddresses.set(instruction, found);
  return found;
}

function requireNamedPlaces(
  instruction: Instruction,
  operands: readonly number[],
  { memories, pools }: Environment,
): void {
  for (const { array, operand, distance } of namedAddressesOf(instruction)) {
    const cell = distance + (operand === null ? 0 : operands[operand]);
    const { length } = memories[array] ?? pools[array];
    if (!(cell >= 0 && cell < length)) throw new Error(`${instruction.name}: there is no ${array}[${cell}]`);
  }
}

/** All memories that can be observed, in one list. */
export function snapshot(isa: Isa, memories: Readonly<Record<string, ArrayLike<number>>>): number[] {
  return lastingMemories(isa).flatMap(({ name }) => Array.from(memories[name]));
}
