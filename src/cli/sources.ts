import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { CompilePassOptions } from '../../passes/compile.js';
import type { TraceOptions } from '../../passes/trace.js';
import { isAssembly, machineOfAssembly } from '../machines/assembly.js';
import type { Compilation, Machine, Source } from '../machines/machine.js';
import { machineNamed, sourceEndings } from '../machines/registry.js';
import { formatProblem, InputError } from '../util/input-error.js';
import { packageRoot } from '../util/package-root.js';
import { tell } from './describe/print.js';
import { readMaxDispatches } from './options.js';
import type { Setup } from './setup.js';

/** Options about sources that several commands share. */
export interface SourceOptions {
  readonly machine?: string;
  readonly data?: readonly string[];
  readonly allow?: readonly string[];
  readonly 'max-dispatches'?: string;
  /** Goes on without the sources that do not compile. */
  readonly 'skip-invalid'?: boolean;
  /** Keeps notes to itself. */
  readonly quiet?: boolean;
}

export interface FoundSources {
  readonly machine: Machine;
  readonly sources: readonly Source[];
  /** What the sources are together, for the default name of the output folder. */
  readonly title: string;
}

/**
 * Files, and all source files below folders; without any, the corpora that ship with this package. A
 * program's family is the folder it is in; where folders are nested, the one right below the folder given.
 * The machine is the one given, or that whose endings the files have.
 */
export function findSources(paths: readonly string[], setup: Setup, machineName?: string): FoundSources {
  const given = machineName === undefined ? null : setup.machine(machineName);
  const machines = given ? [given] : setup.machines;
  const found = paths.length > 0 ? paths.flatMap((path) => filesOf(path, machines)) : shippedCorpora();
  const files = [...new Map(found.map((source) => [resolve(source.path), source])).values()];
  if (given && paths.length === 0 && !files.every((source) => isKnown(source, machines)))
    throw new InputError(
      `which programs? Those that ship with the package are not for the machine ${given.isa.machine}`,
    );
  const names = uniqueNames(files);
  return {
    machine: given ?? machineFor(files, machines),
    sources: files.map((source, i) => ({ ...source, name: names[i] })),
    title: titleOf(paths),
  };
}

/** What files are together, as the name of a folder. */
export function titleOf(paths: readonly string[]): string {
  if (paths.length === 0) return 'corpora';
  const first = stem(resolve(paths[0]).replace(/\.gz$/i, ''));
  const title = paths.length === 1 ? first : `${first}-and-others`;
  return title.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'run';
}

/** The one source that a path names; throws an `InputError` for a folder. */
export function findSource(path: string, setup: Setup, machineName?: string): FoundSources {
  if (isFolder(path))
    throw new InputError('this is a folder: give one file', { file: path, line: 1, column: 1 });
  return findSources([path], setup, machineName);
}

/** What the compile pass goes by. */
export function compileOptions(options: SourceOptions): CompilePassOptions {
  return {
    dataFiles: options.data ?? [],
    allowedFolders: options.allow ?? [],
    skipInvalid: options['skip-invalid'] ?? false,
  };
}

/** What compiling and tracing go by. */
export function tracingOptions(options: SourceOptions): CompilePassOptions & TraceOptions {
  return { ...compileOptions(options), maxDispatches: readMaxDispatches(options['max-dispatches']) };
}

/** Tells what was skipped, and what the user should know though nothing is wrong. */
export function tellNotes({ sources, skipped }: Compilation, { quiet }: SourceOptions): void {
  if (quiet) return;
  for (const problem of skipped) tell(`skipped: ${formatProblem(problem)}`);
  for (const note of sources.flatMap(({ notes }) => notes)) tell(`note: ${formatProblem(note)}`);
}

/** Whether there is a folder of that name. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * The machine that an assembly text names, or that compiles files of these endings. A file of unknown ending
 * is left to the first machine to complain of.
 */
function machineFor(sources: readonly Source[], machines: readonly Machine[]): Machine {
  const compiles = ({ extensions }: Machine, { path }: Source) =>
    extensions.includes(extname(path).toLowerCase());
  const [first] = sources;
  const named = isAssembly(first.path) ? machineOfAssembly(first.path) : null;
  const chosen =
    named === null
      ? machines.find((machine) => sources.some((source) => compiles(machine, source)))
      : machineNamed(machines, named, first.path);
  const stray = chosen && sources.find((source) => !compiles(chosen, source) && isKnown(source, machines));
  if (stray)
    throw new InputError(`this is not a source of the machine ${chosen.isa.machine}: run it on its own`, {
      file: stray.path,
      line: 1,
      column: 1,
    });
  return chosen ?? machines[0];
}

function isKnown({ path }: Source, machines: readonly Machine[]): boolean {
  return sourceEndings(machines).includes(extname(path).toLowerCase());
}

function filesOf(path: string, machines: readonly Machine[]): Source[] {
  const found: Source[] = [];
  if (!isFolder(path)) return [sourceAt(path)];
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()) {
    const source = { ...sourceAt(join(path, entry)), ...familyBelow(entry) };
    if (isKnown(source, machines) && statSync(source.path, { throwIfNoEntry: false })?.isFile())
      found.push(source);
  }
  if (found.length === 0)
    throw new InputError(
      `${path}: no source files in this folder; they end in ${sourceEndings(machines).join(', ')}`,
    );
  return found;
}

/** `entry` is relative to the folder given; what lies right in that folder has its name. */
function familyBelow(entry: string): Partial<Pick<Source, 'family'>> {
  const [family, ...below] = entry.split(sep);
  return below.length > 0 ? { family } : {};
}

function sourceAt(path: string): Source {
  return { path, name: stem(path), family: basename(dirname(resolve(path))) || 'programs' };
}

/**
 * The file's name without its extension; with its folder, or whole, where that is not unique in its family.
 */
function uniqueNames(sources: readonly Source[]): string[] {
  const count = new Map<string, number>();
  const key = ({ name, family }: Source) => JSON.stringify([family, name]);
  for (const source of sources) count.set(key(source), (count.get(key(source)) ?? 0) + 1);
  return sources.map((source) => (count.get(key(source))! > 1 ? relative('.', source.path) : source.name));
}

interface Manifest {
  readonly families: readonly {
    readonly name: string;
    readonly programs: readonly { readonly file: string }[];
  }[];
}

function shippedCorpora(): Source[] {
  const folder = join(packageRoot, 'corpora');
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  return manifest.families.flatMap(({ name: family, programs }) =>
    programs.map(({ file }) => ({ path: join(folder, file), name: stem(file), family })),
  );
}

function stem(path: string): string {
  return basename(path, extname(path));
}
