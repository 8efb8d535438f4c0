import { printRunLoop } from '../../backends/typescript/run-loop.js';
import { splitByText } from '../../backends/typescript/split.js';
import { describePlace, type Place, placeAt } from '../../bytecode/place.js';
import type { Action, Program } from '../../bytecode/program.js';
import { decodeSection, wordOffsets } from '../../bytecode/program.js';
import { bindRuntime, type MachineRuntime, type RunningMachine } from '../../bytecode/running.js';
import { MAX_IDLE_REPEATS } from '../../bytecode/validate.js';
import type { FusedIsa } from '../../isa/fuse.js';
import type { Isa } from '../../isa/isa.js';
import { plural } from '../../util/format.js';
import { DEFAULT_MAX_DISPATCHES, DispatchLimitError } from '../dispatch-limit.js';
import { createMemories, type MemoryArray, type TrapFlag, takeTrap } from '../load.js';
import type { EditSource } from '../technique.js';
import { setV8Flag } from '../v8.js';
import { GrowingCode } from './growing-code.js';
import { Nesting } from './nesting.js';

export type { MemoryArray };

/** A program loaded into code that runs in this process. */
export interface Executable {
  readonly program: Program;
  /** By name. Runs write into them; whoever sets cells before a run starts from those. */
  readonly memories: Readonly<Record<string, MemoryArray>>;
  /** Runs a section from its start until it returns or leaves. True: it trapped, and nothing else may run. */
  run(section: string): boolean;
  /** Another run starts: functions that belong to one are made for it. */
  readonly restart?: () => void;
}

/** A program loaded into the generated run loop of its machine. */
export interface Vm extends Executable {
  /** The generated function that `run` calls: whether V8 has optimised it is worth knowing. */
  readonly loop: unknown;
  /** The program with the sections that were installed while it ran, which come last. */
  programNow(): Program;
  /** Executions of each instruction of a section; all zero unless the machine counts. */
  executions(section: string): Float64Array;
  /** Of all instructions together. */
  dispatches(): number;
  /** Where the program trapped; null where it did not, or where the machine does not count. */
  trappedAt(): Place | null;
}

type Run = (pc: number, sp: number) => void;

/** Texts by machine and whether they count; gone when the machine is. */
const sources = new WeakMap<Isa, Map<boolean, string>>();

/**
 * V8 does not optimise functions above 61,440 bytes of its bytecode, and says nothing: they run six times
 * slower. With this limit it does, but takes half a minute for 900 superinstructions; half as many it makes
 * good code of in seconds.
 */
const MAX_OPTIMIZED_BYTECODE = 2_000_000;
const MAX_IN_ONE_SWITCH = 400;

/** Per process, because what V8 remembers of source texts is. */
let instances = 0;

/**
 * A text that says the same and is no other's. V8 takes the arrays that a function closes over for constants
 * only as long as it knows one closure of that source text: a second one makes both up to 1.6 times slower.
 */
export function anew(text: string): string {
  return `${text}// instance ${++instances}`;
}

/**
 * Instances that count share a text: they are many and run briefly, and gain more from what V8 has compiled
 * already.
 */
function createRun(isa: Isa, counting: boolean, code: Int32Array, host: TrapFlag, edit?: EditSource): Run {
  setV8Flag(`--max-optimized-bytecode-size=${MAX_OPTIMIZED_BYTECODE}`);
  const text = `'use strict';\n${sourceOf(isa, counting, code)}`;
  return new Function(counting && !edit ? text : anew(edit?.text?.(text) ?? text))()(host) as Run;
}

function sourceOf(isa: Isa, counting: boolean, code: Int32Array): string {
  if (!counting && 'patterns' in isa && isa.instructions.length > MAX_IN_ONE_SWITCH)
    return printSplit(isa as FusedIsa, code);
  const byCounting = sources.get(isa) ?? new Map<boolean, string>();
  sources.set(isa, byCounting);
  const source = byCounting.get(counting) ?? printRunLoop(isa, { types: false, form: 'return', counting });
  byCounting.set(counting, source);
  return source;
}

/** A program's own superinstructions in the main switch, the rest of a large set in others. */
function printSplit(isa: FusedIsa, code: Int32Array): string {
  const heat = isa.patterns.map(() => 0);
  for (let word = 0; word < code.length; word += 1 + isa.instructions[code[word]].operands.length)
    if (isa.patterns[code[word] - isa.base]) heat[code[word] - isa.base]++;
  const split = splitByText(isa, heat);
  return printRunLoop(isa, { types: false, form: 'return', counting: false, split });
}

/**
 * Loads a program; throws an `InputError` when it is not valid for the machine. Memories start at zero. A
 * machine that counts throws a `DispatchLimitError` at the instruction that is one more than
 * `maxDispatches`, counted over all that it runs.
 */
export function instantiate(
  isa: Isa,
  program: Program,
  runtime: MachineRuntime,
  counting = false,
  maxDispatches = DEFAULT_MAX_DISPATCHES,
  edit?: EditSource,
): Vm {
  const growing = new GrowingCode(isa, program);
  const { code, starts, pools, frameCells } = growing;
  const { externs, start } = bindRuntime(isa, runtime);
  const memories = createMemories(isa, program);
  const counts = new Float64Array(counting ? code.length : 0);
  const budget = Float64Array.of(maxDispatches);
  const placeOf = (word: number) => placeAt(isa, growing.program(), starts, word);
  const exceed = (word: number): never => {
    const where = describePlace(isa, growing.program(), placeOf(word));
    throw new DispatchLimitError(
      `${program.name}: stopped after ${plural(maxDispatches, 'dispatch')}, ${where}`,
    );
  };
  const counter = counting ? { counts, budget, exceed } : {};
  const host = {
    code,
    stackCells: Nesting.stackCells(isa, frameCells),
    memories,
    pools,
    externs,
    trapped: false,
    trappedAt: -1,
    ...counter,
  };
  const run = createRun(isa, counting, growing.words, host, edit);
  const nesting = new Nesting(isa, program.name, memories, frameCells, (section, sp) => {
    run(starts.get(section)!, sp);
    return takeTrap(host);
  });
  const running: RunningMachine = {
    memories,
    run: (section) => nesting.runWithin(growing.nameOf(section)),
    install: (section) => growing.install(section),
  };
  const restart = () => {
    growing.reset();
    start(running);
  };
  restart();
  const executions = (name: string): Float64Array => {
    const all = [...growing.program().sections, ...program.sections];
    const section = all.find((candidate) => candidate.name === name)!;
    const offsets = wordOffsets(decodeSection(isa, program, section));
    const first = starts.get(name) ?? counts.length;
    return Float64Array.from(offsets.subarray(0, -1), (offset) => counts[first + offset] ?? 0);
  };
  return {
    program,
    programNow: () => growing.program(),
    memories,
    run: (section) => nesting.runFirst(section),
    restart,
    loop: run,
    executions,
    dispatches: () =>
      growing
        .program()
        .sections.reduce((sum, { name }) => executions(name).reduce((all, count) => all + count, sum), 0),
    trappedAt: () => (host.trappedAt < 0 ? null : placeOf(host.trappedAt)),
  };
}

/**
 * How actions ended before their time: the `repeat` around them is left, or the program has trapped and
 * nothing else of it runs.
 */
export type Ending = 'leave' | 'trap' | undefined;

/** Sets all memories to zero, and starts another run. */
export function resetMemories({ memories, restart }: Pick<Executable, 'memories' | 'restart'>): void {
  for (const memory of Object.values(memories)) memory.fill(0);
  restart?.();
}

/**
 * Runs a program by its schedule, or another, and stops at every `observe`. Gives `trap` where a section
 * trapped. Throws a `DispatchLimitError` where a `repeat` goes round for nothing without an end.
 */
export function execute(
  vm: Executable,
  schedule: readonly Action[] = vm.program.schedule,
): Generator<void, Ending> {
  return perform(vm, schedule, { sectionsRun: 0, idleRepeats: 0 });
}

interface Progress {
  sectionsRun: number;
  /** Rounds of a `repeat` in which no section ran. */
  idleRepeats: number;
}

function* perform(vm: Executable, schedule: readonly Action[], progress: Progress): Generator<void, Ending> {
  for (const action of schedule) {
    switch (action.kind) {
      case 'run':
        progress.sectionsRun++;
        if (vm.run(action.section)) return 'trap';
        break;
      case 'copy': {
        const { from, to, start, length } = action;
        vm.memories[to].set(vm.memories[from].subarray(start, start + length), start);
        break;
      }
      case 'observe':
        yield;
        break;
      case 'repeat':
        for (let i = 0; i < action.times; i++) {
          const before = progress.sectionsRun;
          const ending = yield* perform(vm, action.body, progress);
          if (ending === 'trap') return ending;
          if (ending === 'leave') break;
          if (progress.sectionsRun === before && ++progress.idleRepeats > MAX_IDLE_REPEATS)
            throw new DispatchLimitError(
              `${vm.program.name}: stopped after repeating ${plural(MAX_IDLE_REPEATS, 'time')} without running a section`,
              'see its schedule',
            );
        }
        break;
      case 'leave':
        if (vm.memories[action.memory][action.cell] >= vm.memories[action.memory][action.atLeast])
          return 'leave';
    }
  }
  return undefined;
}

/** Runs a program to its end without a stop, which takes less time. Gives what `execute` gives. */
export function runToEnd(vm: Executable): Ending {
  return prepareActions(vm, vm.program.schedule)();
}

type Perform = () => Ending;

function prepareActions(vm: Executable, schedule: readonly Action[]): Perform {
  const steps = schedule.flatMap((action) => prepareAction(vm, action) ?? []);
  return () => {
    for (let i = 0; i < steps.length; i++) {
      const ending = steps[i]();
      if (ending) return ending;
    }
    return undefined;
  };
}

function prepareAction(vm: Executable, action: Action): Perform | null {
  switch (action.kind) {
    case 'run': {
      const { section } = action;
      return () => (vm.run(section) ? 'trap' : undefined);
    }
    case 'copy': {
      const { from, to, start, length } = action;
      const source = vm.memories[from].subarray(start, start + length);
      const target = vm.memories[to];
      return () => {
        target.set(source, start);
        return undefined;
      };
    }
    case 'observe':
      return null;
    case 'repeat': {
      const body = prepareActions(vm, action.body);
      return () => {
        for (let i = 0; i < action.times; i++) {
          const ending = body();
          if (ending === 'trap') return ending;
          if (ending === 'leave') break;
        }
        return undefined;
      };
    }
    case 'leave': {
      const { memory, cell, atLeast } = action;
      const values = vm.memories[memory];
      return () => (values[cell] >= values[atLeast] ? 'leave' : undefined);
    }
  }
}
