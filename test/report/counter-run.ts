import type { MiningOptions } from '../../src/artifacts/options.js';
import type { Program } from '../../src/bytecode/program.js';
import { programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { runMainJob } from '../pipelines.js';

const defaults: MiningOptions = {
  budget: 6,
  maxLength: 5,
  payload: null,
  objective: 'dispatches',
  costs: null,
  minPlaces: 2,
  minShare: 0,
  minGain: 0,
  seconds: null,
  schedule: 'none',
  weighting: 'families',
  holdOut: null,
};

/** The whole pipeline over programs of the counter machine. */
export function counterRun(options: Partial<MiningOptions> = {}, of: readonly Program[] = programs) {
  return runMainJob(counter, of, { ...defaults, ...options });
}

export type CounterRun = Awaited<ReturnType<typeof counterRun>>;
