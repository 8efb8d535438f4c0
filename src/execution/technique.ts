import type { HostFunctions } from '../backends/host.js';
import type { Action, Program } from '../bytecode/program.js';
import type { Isa } from '../isa/isa.js';

/** One way to run bytecode: a language and how it gets from one handler to the next. */
export interface Technique {
  readonly target: string;
  /** `switch`, `computed goto, addresses`, … unique within the target. */
  readonly name: string;
  /** Whether it runs in this process, with the functions of the host. */
  readonly isInProcess: boolean;
  /** It compiles a program with its schedule and runs no other: `Prepared.follow` throws an `Error`. */
  readonly isForOneSchedule?: boolean;
  /** Why it cannot run on this machine, and what to install; null where it can. */
  unavailable(): string | null;
  /**
   * Generates and compiles a run loop for the machine and loads a program. Throws an `InputError` when the
   * program is not valid.
   */
  prepare(isa: Isa, program: Program, host: HostFunctions, edit?: EditSource): Prepared;
}

/** Changes what was printed before it is compiled: whoever wants to see a wrong printer found out. */
export interface EditSource {
  /** The text of the run loop, of whatever language: WebAssembly has none. */
  readonly text?: (text: string) => string;
  /** A `WasmModule` of the back end for WebAssembly; has to give another. */
  module?(module: object): object;
}

/** A program ready to run, as often as one likes: every run starts with all memories zero. */
export interface Prepared {
  /** Seconds to generate and compile the run loop. */
  readonly compileSeconds: number;
  /** Bytes of the compiled run loop, in the unit that `codeUnit` names; null where nobody tells. */
  readonly codeBytes: number | null;
  readonly codeUnit: string;
  /** Median seconds of one whole run, run for about so long after warming up for as long. */
  time(milliseconds: number): number;
  /**
   * One run that stops at every `observe` of the schedule and at the end. Throws a `DispatchLimitError` when
   * it dispatches more than `maxDispatches` instructions; techniques that dispatch nothing have no limit.
   */
  observe(maxDispatches?: number): Observation;
  /**
   * Runs another schedule of the program's sections. Throws a `DispatchLimitError` when that dispatches more
   * than `maxDispatches` instructions. Where nothing can count them, nothing is run.
   */
  checkThatEnds(schedule: readonly Action[], maxDispatches: number): void;
  /** The stops of another schedule; nothing is counted, and what does not end in time is ended. */
  follow(schedule: readonly Action[]): Omit<Observation, 'dispatches'>;
  /** All memories at one of the stops of its own schedule, or of another, counted from 0. */
  stateAt(stop: number, schedule?: readonly Action[]): Readonly<Record<string, Float64Array | Int32Array>>;
  /** Deletes what was compiled. It cannot run afterwards. */
  dispose(): void;
}

/** What one run showed to whoever observes it. */
export interface Observation {
  /** Per stop: a digest of the bits of all memories in the order of the `.isa`, every NaN as the same NaN. */
  readonly digests: readonly string[];
  /** Whether a trap ended the run. */
  readonly trapped: boolean;
  /** Dispatches of the whole run; null for a technique that has none. */
  readonly dispatches: number | null;
}
