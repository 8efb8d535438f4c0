import { InputError } from '../util/input-error.js';
import type { Machine } from './machine.js';
import { models } from './models/machine.js';
import { raku } from './raku/machine.js';

/** The machines that ship with this package. */
export const MACHINES: readonly Machine[] = [models, raku];

/**
 * The machine of that name. Throws an `InputError` that names those there are; `file` is where the name
 * stands.
 */
export function machineNamed(machines: readonly Machine[], name: string, file: string): Machine {
  const machine = machines.find(({ isa }) => isa.machine === name);
  if (!machine)
    throw new InputError(
      `it is for the machine ${JSON.stringify(name)}; known machines: ${machines.map(({ isa }) => isa.machine).join(', ')}; give others with --machine path.isa`,
      { file, line: 1, column: 1 },
    );
  return machine;
}

/** What source files end in. */
export function sourceEndings(machines: readonly Machine[]): readonly string[] {
  return [...new Set(machines.flatMap(({ extensions }) => extensions))];
}
