import type { Isa, Runtime } from '../isa/isa.js';
import { InputError } from '../util/input-error.js';

/** A run of a program, as functions see it that belong to one. */
export interface RunningMachine {
  /** Every memory, by name: what a function writes there, the program reads. */
  readonly memories: Readonly<Record<string, Float64Array | Int32Array>>;
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
      current = runtime(run);
      requireRuntime(isa, current);
    },
  };
}
