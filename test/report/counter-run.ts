import type { MiningOptions } from '../../passes/decisions.js';
import { type Run, runPipeline, Stopwatch } from '../../passes/pipeline.js';
import type { Program } from '../../src/bytecode/program.js';
import type { Machine } from '../../src/machines/machine.js';
import { createDevice, isa, programs } from '../machines/counter/counter.js';

export const counter: Machine = {
  isa,
  runtime: createDevice().runtime,
  extensions: [],
  compile: () => {
    throw new Error('its programs are assembled');
  },
};

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
export function counterRun(options: Partial<MiningOptions> = {}, of: readonly Program[] = programs): Run {
  const overrides = { always: [], never: [] };
  return runPipeline(counter, of, { ...defaults, ...options }, overrides, [], new Stopwatch());
}
