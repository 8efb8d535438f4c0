import type { Profile } from '../bytecode/profile.js';
import type { Machine } from '../machines/machine.js';

/** A file that may hold what a VM did. */
export interface ImportedFile {
  /** As the user wrote it. */
  readonly path: string;
  /** Its first bytes, as text: 4 KiB, or all where it is shorter. */
  readonly head: string;
  /** All of it; throws an `InputError` where it cannot be read. */
  text(): string;
}

/** Reads programs and their counts from files that something else wrote. */
export interface Importer {
  /** For messages. */
  readonly name: string;
  /** Whether the file looks like one of its kind. The first importer that says so reads it. */
  recognises(file: Omit<ImportedFile, 'text'>): boolean;
  /**
   * Throws an `InputError` that says where the file is wrong. `machineNamed` finds a machine by the name that
   * the file gives it, and throws where there is none.
   */
  import(file: ImportedFile, machineNamed: (name: string) => Machine): ImportedProfile;
}

/** What an importer makes of a file. */
export interface ImportedProfile {
  readonly machine: Machine;
  /** Its programs have to be valid for the machine, and their blocks those of their code. */
  readonly profile: Profile;
}
