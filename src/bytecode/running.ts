import { type Isa, lastingMemories, type Runtime } from '../isa/isa.js';
import { InputError } from '../util/input-error.js';
import type { Program, Section } from './program.js';

/** A run of a program, as functions see it that belong to one. */
export interface RunningMachine {
  /** Every memory, by name: what a function writes there, the program reads. */
  readonly memories: Readonly<Record<string, Float64Array | Int32Array>>;
  /**
   * Runs a section, by its name or number, before the one that called the function goes on, with a stack,
   * registers and scratch cells of its own. A trap in it ends everything, the function that called too. For
   * functions of class `any`. Throws an `InputError` where sections run within each other too deeply.
   */
  run(section: string | number): void;
  /**
   * Adds a section, in instructions of the machine itself, to the program for the rest of the run, and gives
   * its number: a fused machine rewrites it with superinstructions. Throws an `InputError` where it is not
   * valid, or where its name is taken. The trace of a run has it as a section like others.
   */
  install(section: Section): number;
}

/** For techniques whose code neither grows nor is entered twice. */
export function runningOnly(
  { name }: Pick<Program, 'name'>,
  technique: string,
  memories: RunningMachine['memories'],
): RunningMachine {
  const refuse = (): never => {
    throw new InputError(
      `${name}: one of its functions runs or installs a section, which only the technique switch of ts can do, not ${technique}`,
    );
  };
  return { memories, run: refuse, install: refuse };
}

/**
 * What implements a machine's externs: functions that all runs share, or, where externs see memories
 * (`reads`, `any`), what makes those of one run. It is called whenever a run starts.
 */
export type MachineRuntime = Runtime | ((run: RunningMachine) => Runtime);

/** The functions for one run. */
export function functionsFor(runtime: MachineRuntime, run: RunningMachine): Runtime {
  return typeof runtime === 'function' ? runtime(run) : runtime;
}

/** Whether there is a function for every extern, as far as that shows before a run. */
export function hasRuntime(isa: Isa, runtime: MachineRuntime): boolean {
  return missingExtern(isa, runtime) === undefined;
}

function missingExtern({ externs }: Isa, runtime: MachineRuntime) {
  return externs.find(({ name }) => typeof runtime !== 'function' && !runtime[name]);
}

/** Throws an `InputError` unless there is one. */
export function requireRuntime(isa: Isa, runtime: MachineRuntime): void {
  const missing = missingExtern(isa, runtime);
  if (missing)
    throw new InputError(
      `programs of ${isa.machine} cannot run: nothing implements its function ${missing.name}; give the machine its runtime in a config file`,
    );
}

/** A machine's functions as code is linked with them, which may be before there is a run. */
export interface BoundRuntime {
  readonly externs: Runtime;
  /** A run starts: functions that belong to one are made for it. */
  start(run: RunningMachine): void;
}

/** Throws an `InputError`, now or when a run starts, unless there is a function for every extern. */
export function bindRuntime(isa: Isa, runtime: MachineRuntime): BoundRuntime {
  requireRuntime(isa, runtime);
  if (typeof runtime !== 'function') return { externs: runtime, start() {} };
  let current: Runtime = {};
  const forward = (name: string) =>
    ((...values: never[]) => current[name](...values)) satisfies Runtime[string];
  return {
    externs: Object.fromEntries(isa.externs.map(({ name }) => [name, forward(name)])),
    start(run) {
      const { memories } = run;
      const lasting = lastingMemories(isa).map(({ name }) => [name, memories[name]] as const);
      current = runtime({ ...run, memories: Object.fromEntries(lasting) });
      requireRuntime(isa, current);
    },
  };
}
