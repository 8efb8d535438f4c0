import { readFileSync } from 'node:fs';
import type { Machine } from '../../../src/machines/machine.js';
import { createDevice, isa } from './counter.js';

/** The counter machine as a guest VM without a front end. */
export const counter: Machine = {
  isa,
  isaText: readFileSync(new URL('counter.isa', import.meta.url), 'utf8'),
  runtime: createDevice().runtime,
  extensions: [],
  compile: () => {
    throw new Error('programs of the counter machine are assembled by hand');
  },
};
