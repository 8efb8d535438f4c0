import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { CompiledSource, Machine } from '../machines/machine.js';
import { models } from '../machines/models/machine.js';
import { formatProblem, InputError, type Problem } from '../util/input-error.js';
import { packageRoot } from '../util/package-root.js';
import { printable } from './print.js';

const MACHINES: readonly Machine[] = [models];

/** What source files end in, for people. */
export const SOURCE_ENDINGS = MACHINES.flatMap(({ extensions }) => extensions).join(', ');

export function machineNamed(name: string, file: string): Machine {
  const machine = MACHINES.find(({ isa }) => isa.machine === name);
  if (!machine)
    throw new InputError(
      `it is for the machine ${JSON.stringify(name)}; known machines: ${MACHINES.map(({ isa }) => isa.machine).join(', ')}`,
      { file, line: 1, column: 1 },
    );
  return machine;
}

interface Source {
  readonly path: string;
  readonly name: string;
  readonly family: string;
}

export interface Sources {
  readonly machine: Machine;
  readonly compiled: readonly CompiledSource[];
  /** What the sources are together, for the default name of the output folder. */
  readonly title: string;
}

export interface DataOptions {
  readonly data?: readonly string[];
  readonly allow?: readonly string[];
  /** Goes on without the sources that do not compile. */
  readonly 'skip-invalid'?: boolean;
  /** Keeps notes to itself. */
  readonly quiet?: boolean;
}

/**
 * Compiles files, and all source files below folders; without any, the corpora that ship with this package. A
 * program's family is the folder it is in; where folders are nested, the one right below the folder given. All sources that
 * are wrong are reported together, and skipped if asked to.
 */
export function compileSources(paths: readonly string[], options: DataOptions = {}): Sources {
  const found = paths.length > 0 ? paths.flatMap(findSources) : shippedCorpora();
  const sources = [...new Map(found.map((source) => [resolve(source.path), source])).values()];
  const names = uniqueNames(sources);
  const problems: Problem[] = [];
  const compiled = sources.flatMap(({ path, family }, i): CompiledSource[] => {
    try {
      return [
        models.compile(path, {
          name: names[i],
          family,
          dataFiles: options.data ?? [],
          allowedFolders: options.allow ?? [],
        }),
      ];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0 && (!options['skip-invalid'] || compiled.length === 0))
    throw new InputError(problems);
  for (const problem of options.quiet ? [] : problems)
    process.stderr.write(`skipped: ${printable(formatProblem(problem))}
`);
  for (const note of options.quiet ? [] : compiled.flatMap(({ notes }) => notes))
    process.stderr.write(`note: ${printable(formatProblem(note))}\n`);
  const title =
    paths.length === 0
      ? 'corpora'
      : paths.length === 1
        ? stem(resolve(paths[0]))
        : `${stem(resolve(paths[0]))}-and-others`;
  return {
    machine: models,
    compiled,
    title: title.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'run',
  };
}

/** Compiles one file; throws an `InputError` for a folder. */
export function compileSource(
  path: string,
  options: DataOptions,
): { machine: Machine; source: CompiledSource } {
  if (isFolder(path))
    throw new InputError('this is a folder: give one model', { file: path, line: 1, column: 1 });
  const { machine, compiled } = compileSources([path], options);
  return { machine, source: compiled[0] };
}

/** Whether there is a folder of that name. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function findSources(path: string): Source[] {
  const found: Source[] = [];
  if (!isFolder(path)) return [sourceAt(path)];
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(path, entry);
    if (
      models.extensions.includes(extname(file).toLowerCase()) &&
      statSync(file, { throwIfNoEntry: false })?.isFile()
    )
      found.push({ ...sourceAt(file), ...familyBelow(entry) });
  }
  if (found.length === 0)
    throw new InputError(
      `${path}: no source files in this folder; they end in ${models.extensions.join(', ')}`,
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

/** The file's name without its extension; with its folder, or whole, where that is not unique in its family. */
function uniqueNames(sources: readonly Source[]): string[] {
  const count = new Map<string, number>();
  const key = ({ name, family }: Source) => JSON.stringify([family, name]);
  for (const source of sources) count.set(key(source), (count.get(key(source)) ?? 0) + 1);
  return sources.map((source) => (count.get(key(source))! > 1 ? relative('.', source.path) : source.name));
}

interface Manifest {
  readonly families: readonly {
    readonly name: string;
    readonly models: readonly { readonly file: string }[];
  }[];
}

function shippedCorpora(): Source[] {
  const folder = join(packageRoot, 'corpora');
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  return manifest.families.flatMap(({ name: family, models: listed }) =>
    listed.map(({ file }) => ({ path: join(folder, file), name: stem(file), family })),
  );
}

function stem(path: string): string {
  return basename(path, extname(path));
}
