import { readdirSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Artifacts } from '../../passes/artifacts.js';
import type { Pipeline } from '../../passes/pipeline.js';
import { tracing } from '../../passes/pipelines.js';
import { importedFile } from '../artifacts/imported-file.js';
import { profileImporter } from '../artifacts/profile-importer.js';
import { requirePrograms } from '../artifacts/require.js';
import { requireWholeRun } from '../artifacts/run-state.js';
import type { ImportedProfile, Importer } from '../importers/importer.js';
import { sourceEndings } from '../machines/registry.js';
import { InputError } from '../util/input-error.js';
import { tell } from './describe/print.js';
import { run } from './run-pipeline.js';
import type { Setup } from './setup.js';
import {
  type FoundSources,
  findSources,
  isFolder,
  type SourceOptions,
  tellNotes,
  titleOf,
  tracingOptions,
} from './sources.js';

/** Where a command starts: a profile with its machine, and what its programs are together. */
export interface LoadedProfile extends Pick<Artifacts, 'machine' | 'profile'> {
  readonly title: string;
}

/** Where the main job starts: sources to trace, or a profile that was counted elsewhere. */
export type Start = LoadedProfile | FoundSources;

/** Reads what can be read at once; sources are left to be traced. */
export async function findStart(
  inputs: readonly string[],
  setup: Setup,
  options: SourceOptions,
): Promise<Start> {
  const paths = inputs.flatMap((path) => recordingsIn(path, setup, options) ?? [path]);
  const importer = commonImporter(paths, setup, options);
  if (!importer) return findSources(inputs, setup, options.machine);
  if (options.data && !options.quiet)
    tell('note: --data is for sources: what was recorded elsewhere has its data');
  const imported = await importProfile(paths, importer, setup, options);
  return { ...imported, title: titleOf(inputs) };
}

/** A profile with its machine: read from files that one importer knows, or traced from sources. */
export async function loadProfile(
  inputs: readonly string[],
  setup: Setup,
  options: SourceOptions = {},
): Promise<LoadedProfile> {
  const start = await findStart(inputs, setup, options);
  return 'profile' in start ? start : traceSources(start, setup, options);
}

/** Whether it is a `profile.json`, which says itself of which machine it is. */
export function isProfile(path: string, setup: Setup): boolean {
  return importerOf(path, setup, {}) === profileImporter;
}

/** Whether something counted or recorded it, rather than that it could be run. */
export function isCounted(path: string, setup: Setup, options: SourceOptions): boolean {
  return importerOf(path, setup, options) !== null;
}

/** Throws an `InputError` where there is nothing to read. */
export function requireContent(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  const what = !found
    ? 'there is no such file'
    : found.isFile() && found.size === 0
      ? 'the file is empty'
      : '';
  if (what !== '') throw new InputError(what, { file: path, line: 1, column: 1 });
}

/**
 * What foreign VMs recorded in a folder that has no sources; null: nothing, or it is no such folder. A
 * `profile.json` is none: run folders have one.
 */
function recordingsIn(path: string, setup: Setup, { machine }: SourceOptions): readonly string[] | null {
  if (!isFolder(path)) return null;
  const endings = sourceEndings(machine === undefined ? setup.machines : [setup.machine(machine)]);
  const entries = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  if (entries.some((entry) => endings.includes(extname(entry).toLowerCase()))) return null;
  const readers = setup.importers.filter((importer) => importer !== profileImporter);
  const found = entries
    .map((entry) => join(path, entry))
    .filter((file) => {
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
      const start = importedFile(file);
      return readers.some((reader) => reader.recognises(start));
    });
  return found.length > 0 ? found : null;
}

/** Reads one file of counts; throws an `InputError` unless its programs are valid for its machine. */
export async function openProfile(
  path: string,
  setup: Setup,
  options: Pick<SourceOptions, 'machine' | 'quiet'> = {},
): Promise<ImportedProfile> {
  const importer = importerOf(path, setup, options);
  if (!importer) throw new InputError('not a profile', { file: path, line: 1, column: 1 });
  return importProfile([path], importer, setup, options);
}

/** The importer of all these files; null where they are sources. */
function commonImporter(inputs: readonly string[], setup: Setup, options: SourceOptions): Importer | null {
  const readers = inputs.map((path) => importerOf(path, setup, options));
  const other = readers.findIndex((reader) => reader !== readers[0]);
  if (other < 0) return readers[0] ?? null;
  for (const path of inputs) requireContent(path);
  const kind = (reader: Importer | null) => (reader ? `a file of ${reader.name}` : 'a source');
  throw new InputError(
    `this is ${kind(readers[other])}, and ${inputs[0]} is ${kind(readers[0])}: give files of one kind`,
    { file: inputs[other], line: 1, column: 1 },
  );
}

async function traceSources(
  { machine, sources, title }: FoundSources,
  setup: Setup,
  options: SourceOptions,
): Promise<LoadedProfile> {
  const passes: Pipeline = tracing(tracingOptions(options));
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
  const file = importedFile(path);
  return setup.importers.find((importer) => importer.recognises(file)) ?? null;
}

async function importProfile(
  paths: readonly string[],
  importer: Importer,
  setup: Setup,
  { machine, quiet }: Pick<SourceOptions, 'machine' | 'quiet'>,
): Promise<ImportedProfile> {
  for (const path of paths) requireWholeRun(dirname(path));
  const imported = await importer.import(paths.map(importedFile), {
    machine: machine === undefined ? null : setup.machine(machine),
    machineNamed: (name, path) => setup.machineOf(name, path, machine),
  });
  requirePrograms(imported.profile, imported.machine.isa, paths[0]);
  if (!quiet) for (const note of imported.notes ?? []) tell(`note: ${note}`);
  for (const problem of imported.problems ?? []) {
    tell(`not explained: ${problem}`);
    process.exitCode = 1;
  }
  return imported;
}
