import type { Profile } from '../bytecode/profile.js';
import type { Machine } from '../machines/machine.js';

/** A file that may hold what a VM did. */
export interface ImportedFile {
  /** As the user wrote it. */
  readonly path: string;
  /** Its first bytes, unpacked where it is gzipped, as text: 4 KiB, or all where it is shorter. */
  readonly head: string;
  /** All of it; throws an `InputError` where it cannot be read. */
  text(): string;
  /** All of it in pieces, unpacked where it is gzipped: for files of any length. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** Reads programs and their counts from files that something else wrote. */
export interface Importer {
  /** For messages. */
  readonly name: string;
  /** Whether the file looks like one of its kind. The first importer that says so reads it. */
  recognises(file: Pick<ImportedFile, 'path' | 'head'>): boolean;
  /**
   * Reads all the files of its kind that were given, together: a listing and the counts that belong to it,
   * or several runs. Throws an `InputError` that says where a file is wrong.
   */
  import(files: readonly ImportedFile[], context: ImportContext): ImportedProfile | Promise<ImportedProfile>;
}

/** What an importer is told besides the files. */
export interface ImportContext {
  /** The machine that the user gave; null: none, so that it comes from the files. */
  readonly machine: Machine | null;
  /** The machine of this name that a file asks for. Throws an `InputError` where there is none. */
  machineNamed(name: string, path: string): Machine;
}

/** What an importer makes of files. */
export interface ImportedProfile {
  readonly machine: Machine;
  /** Its programs have to be valid for the machine. */
  readonly profile: Profile;
  /** What the user should know: events read and explained, what was inferred. */
  readonly notes?: readonly string[];
  /** What the files contradict: the profile is of what is left, and the command fails. */
  readonly problems?: readonly string[];
}
