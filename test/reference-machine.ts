import { type Action, decodeSection, type Program } from '../src/bytecode/program.js';
import { type Environment, interpret } from '../src/isa/interpret.js';
import { type Isa, type Runtime, semanticsOf } from '../src/isa/isa.js';

/** What can be seen of a run. */
export interface Observed {
  /** The memories at every `observe` and at the end, in the order the machine declares them. */
  readonly states: readonly (readonly number[])[];
  /** Executions of each instruction, by section. */
  readonly executions: Readonly<Record<string, readonly number[]>>;
  readonly trapped: boolean;
}

/** Runs a program with the interpreter of the semantics, one instruction after the other. */
export function interpretProgram(isa: Isa, program: Program, runtime: Runtime): Observed {
  const memories = Object.fromEntries(
    isa.memories.map(({ name, type, index }) => {
      const cells = program.cells[index] ?? 0;
      return [name, type === 'f64' ? new Float64Array(cells) : new Int32Array(cells)];
    }),
  );
  const sections = new Map(
    program.sections.map((section) => {
      const code = decodeSection(isa, program, section);
      return [section.name, { code, executions: code.map(() => 0) }];
    }),
  );
  const states: number[][] = [];
  const observe = () => states.push(snapshot(isa, memories));

  /** Whether it trapped. */
  const runSection = (name: string): boolean => {
    const { code, executions } = sections.get(name)!;
    const environment: Environment = {
      memories,
      pools: program.pools,
      registers: new Map(),
      externs: runtime,
    };
    const stack: number[] = [];
    for (let index = 0; ; ) {
      const { opcode, operands } = code[index];
      executions[index]++;
      const semantics = semanticsOf(isa.instructions[opcode]);
      const inputs = stack.splice(stack.length - semantics.inputs);
      const { outputs, control } = interpret(semantics, inputs, operands, environment);
      stack.push(...outputs);
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

/** All memories in one list. */
export function snapshot(isa: Isa, memories: Readonly<Record<string, ArrayLike<number>>>): number[] {
  return isa.memories.flatMap(({ name }) => Array.from(memories[name]));
}
