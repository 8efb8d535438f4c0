import { closeSync, openSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import type { Artifacts } from '../../passes/artifacts.js';
import type { Pipeline } from '../../passes/pipeline.js';
import { tracing } from '../../passes/pipelines.js';
import { readText } from '../artifacts/files.js';
import { requirePrograms } from '../artifacts/require.js';
import type { Profile } from '../bytecode/profile.js';
import type { ImportedProfile, Importer } from '../importers/importer.js';
import type { Machine } from '../machines/machine.js';
import { sourceEndings } from '../machines/registry.js';
import { InputError } from '../util/input-error.js';
import { run } from './run-pipeline.js';
import type { Setup } from './setup.js';
import { compileOptions, findSources, isFolder, type SourceOptions, tellNotes } from './sources.js';

/** Where a command starts: a profile with its machine, and what its programs are together. */
export interface LoadedProfile extends Pick<Artifacts, 'machine' | 'profile'> {
  readonly title: string;
}

/** A profile with its machine: read from one file that an importer knows, or traced from sources. */
export async function loadProfile(
  inputs: readonly string[],
  setup: Setup,
  options: SourceOptions = {},
): Promise<LoadedProfile> {
  const readers = inputs.map((path) => importerOf(path, setup, options));
  if (readers.every((reader) => reader === null)) return traceSources(inputs, setup, options);
  if (inputs.length > 1)
    throw new InputError(
      'give one profile, or sources, but not several or both: `merge` puts profiles together',
    );
  return { ...importProfile(inputs[0], readers[0]!, setup, options), title: 'profile' };
}

/** Reads one file of counts; throws an `InputError` unless its programs are valid for its machine. */
export function openProfile(
  path: string,
  setup: Setup,
  options: Pick<SourceOptions, 'machine'> = {},
): { readonly machine: Machine; readonly profile: Profile } {
  const importer = importerOf(path, setup, options);
  if (!importer) throw new InputError('not a profile', { file: path, line: 1, column: 1 });
  return importProfile(path, importer, setup, options);
}

async function traceSources(
  inputs: readonly string[],
  setup: Setup,
  options: SourceOptions,
): Promise<LoadedProfile> {
  const { machine, sources, title } = findSources(inputs, setup, options.machine);
  const passes: Pipeline = tracing(compileOptions(options));
  const { artifacts } = await run(passes, setup, {
    given: { machine, sources },
    wanted: ['compiled', 'profile'],
  });
  tellNotes(artifacts.compiled, options);
  return { machine, profile: artifacts.profile, title };
}

/** Null for sources: files of the endings that a machine compiles, and folders. */
function importerOf(path: string, setup: Setup, { machine }: SourceOptions): Importer | null {
  const machines = machine === undefined ? setup.machines : [setup.machine(machine)];
  if (isFolder(path) || sourceEndings(machines).includes(extname(path).toLowerCase())) return null;
  const head = headOf(path);
  return setup.importers.find((importer) => importer.recognises({ path, head })) ?? null;
}

function importProfile(
  path: string,
  importer: Importer,
  setup: Setup,
  { machine }: Pick<SourceOptions, 'machine'>,
): ImportedProfile {
  const file = { path, head: headOf(path), text: () => readText(path) };
  const imported = importer.import(file, (name) => setup.machineOf(name, path, machine));
  requirePrograms(imported.profile, imported.machine.isa, path);
  return imported;
}

const HEAD_BYTES = 4096;

/** Empty where there is no such file: whoever reads it will say so. */
function headOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(HEAD_BYTES);
      return bytes.toString('utf8', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
