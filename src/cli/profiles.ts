import { readProfile, requireMachine, requirePrograms } from '../../passes/artifacts.js';
import { trace } from '../../passes/trace.js';
import type { Profile } from '../bytecode/profile.js';
import type { Machine } from '../machines/machine.js';
import { InputError } from '../util/input-error.js';
import { compileSources, type DataOptions, machineNamed } from './sources.js';

/** Reads a profile; throws an `InputError` unless its programs are valid for its machine. */
export function openProfile(path: string): { readonly machine: Machine; readonly profile: Profile } {
  const profile = readProfile(path);
  const machine = machineNamed(profile.machine, path);
  requireMachine(profile, machine.isa, path);
  requirePrograms(profile, machine.isa, path);
  return { machine, profile };
}

/** A profile with its machine: read from one `.json` file, or traced from sources. */
export function loadProfile(
  inputs: readonly string[],
  options: DataOptions = {},
): { readonly machine: Machine; readonly profile: Profile; readonly title: string } {
  const artifacts = inputs.filter((path) => path.endsWith('.json'));
  if (artifacts.length === 0) {
    const { machine, compiled, title } = compileSources(inputs, options);
    const programs = compiled.map(({ program }) => program);
    return { machine, title, profile: trace(machine.isa, machine.runtime, programs) };
  }
  if (inputs.length > 1)
    throw new InputError(
      'give one profile, or sources, but not several or both: `merge` puts profiles together',
    );
  return { ...openProfile(inputs[0]), title: 'profile' };
}
