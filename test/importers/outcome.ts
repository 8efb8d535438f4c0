import { expect } from 'vitest';
import { InputError } from '../../src/util/input-error.js';

/** What `make` makes, or what it says is wrong with the input. Any other error fails the test. */
export function outcomeOf<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    return messageOf(error);
  }
}

/** What an input error says. Any other error fails the test. */
export function messageOf(error: unknown): string {
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}
