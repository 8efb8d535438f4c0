import { immutableError, RakuError } from '../dispatch/errors.js';
import type { World } from './world.js';

/** Errors that the setting reports: `nqp::die(number, about)`. */
export const FAILURES = { message: 0, divisionByZero: 1, immutable: 2, indexOutOfRange: 3 } as const;

export function failureOf(world: World, which: number, about: number): RakuError {
  switch (which) {
    case FAILURES.divisionByZero:
      return new RakuError(`Attempt to divide by zero using ${world.textOf(about)}`);
    case FAILURES.immutable:
      return immutableError(world, about);
    case FAILURES.indexOutOfRange:
      return new RakuError(`Index out of range. Is: ${world.show(about, 'gist')}, should be in 0..^Inf`);
    default:
      return new RakuError(world.textOf(about));
  }
}
