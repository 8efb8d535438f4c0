import { assignmentError, immutableError, RakuError, readOnlyError } from '../dispatch/errors.js';
import type { Objects } from './objects.js';
import type { World } from './world.js';

/** Errors that the setting reports: `nqp::die(number, about)`. */
export const FAILURES = {
  message: 0,
  divisionByZero: 1,
  immutable: 2,
  indexOutOfRange: 3,
  readOnly: 4,
  expectsWritable: 5,
} as const;

export function failureOf(world: World, which: number, about: number): RakuError {
  switch (which) {
    case FAILURES.divisionByZero:
      return new RakuError(`Attempt to divide by zero using ${world.textOf(about)}`);
    case FAILURES.immutable:
      return immutableError(world, about);
    case FAILURES.indexOutOfRange:
      return new RakuError(`Index out of range. Is: ${world.show(about, 'gist')}, should be in 0..^Inf`);
    case FAILURES.expectsWritable:
      return new RakuError(
        `Parameter '${world.textOf(about)}' expects a writable container (variable) as an argument,`,
      );
    case FAILURES.readOnly:
      return readOnlyError();
    default:
      return new RakuError(world.textOf(about));
  }
}

/** A container is assigned what it may not hold. */
export function assignmentFailure(
  world: World,
  objects: Objects,
  container: number,
  value: number,
): RakuError {
  const { Scalar, ContainerDescriptor } = world.known;
  const descriptor = objects.attribute(container, Scalar, '$!descriptor');
  const name = objects.textOf(objects.attribute(descriptor, ContainerDescriptor, '$!name'));
  const of = objects.types.of(objects.attribute(descriptor, ContainerDescriptor, '$!of'));
  return assignmentError(world, name, of.name, value);
}
