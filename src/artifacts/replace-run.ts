import { readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../util/input-error.js';
import { readArtifact } from './files.js';
import { isLock, type Lock, tryLock, waitForWriter } from './folder-lock.js';
import { formatArtifact } from './format.js';
import { HANDLERS, type Manifest, manifestArtifact, type NewRun } from './manifest.js';
import { uninterrupted } from './processes.js';
import { replacedEdits } from './replaced-edits.js';
import { isFile, wholeRun } from './run-state.js';
import { naming, removeLeftovers, StagedFiles, temporaryOf } from './staged-files.js';

/**
 * Writes a run over the one that is in the folder, if any. Waits for who is writing it; `note` is told what
 * the user should know. Throws an `InputError` where it cannot be written. That leaves what was there before,
 * unless a file could be written and then not be put in its place: the error says so, and readers refuse the
 * folder until it is written again.
 */
export function replaceRun(path: string, run: NewRun, note: (text: string) => void): void {
  // Without a slash at its end.
  const folder = dirname(join(path, manifestArtifact.file));
  let isWritten = false;
  while (!isWritten) {
    waitForWriter(folder, note);
    isWritten = uninterrupted(() => writeAlone(folder, run, note));
  }
}

/** False where somebody else began to write the folder first. */
function writeAlone(folder: string, run: NewRun, note: (text: string) => void): boolean {
  const steps = [new StagedFiles(folder), new StagedFiles(folder), new StagedFiles(folder)] as const;
  let lock: Lock | null = null;
  try {
    steps[0].makeFolder(folder);
    lock = naming(folder, () => tryLock(folder));
    const held = lock;
    if (held) naming(folder, () => putInPlace(folder, run, steps, held, note));
    return lock !== null;
  } catch (error) {
    for (const step of steps) step.discard();
    throw lock === null ? error : sayingWhatIsLeft(folder, error);
  } finally {
    lock?.release();
  }
}

/** The same error, and what has become of the folder where it came midway. */
function sayingWhatIsLeft(folder: string, error: unknown): unknown {
  if (!(error instanceof InputError) || manifestOf(folder) === null || isWhole(folder)) return error;
  return new InputError(
    `${error.message}; only some files of this run are in place, so ${folder} cannot be read: put that right, and run it again`,
  );
}

/**
 * In three steps, each on the disk before the next: everything beside its place; a manifest that says what is
 * going on, the files, and away with those that are no longer; the manifest of the whole.
 */
function putInPlace(
  folder: string,
  run: NewRun,
  [announced, staged, whole]: readonly [StagedFiles, StagedFiles, StagedFiles],
  lock: Lock,
  note: (text: string) => void,
): void {
  const { files, manifest } = run;
  const path = join(folder, manifestArtifact.file);
  const known = previousFiles(folder);
  sweep(folder, [...known.keys(), ...files.keys()]);
  const before = stillThere(folder, known);
  const replaced = replacedEdits(
    folder,
    [...known.keys()].filter((name) => !(name in before)),
    run,
  );
  // The first, so that whoever sweeps after us knows our files by it.
  announced.stage(path, formatArtifact({ ...manifest, complete: false, before, wasWhole: isWhole(folder) }));
  for (const [name, content] of files) staged.stage(join(folder, name), content);
  whole.stage(path, formatArtifact(manifest));
  lock.requireHeld();
  announced.putInPlace();
  staged.putInPlace();
  for (const name of known.keys())
    if (!files.has(name) && isHandler(folder, name)) {
      if (name in before) removeHandler(folder, name);
      else note(`${join(folder, name)} is not of this run: it was changed since it was generated, and stays`);
    }
  whole.putInPlace();
  for (const text of replaced) note(text);
}

/** Whether the folder holds one run: two kills in a row would leave a mix that nobody could tell. */
function isWhole(folder: string): boolean {
  const manifest = manifestOf(folder);
  return manifest !== null && (manifest.complete || wholeRun(folder, manifest) !== null);
}

/** Null where there is none, or nothing that says what is ours. */
function manifestOf(folder: string, name = manifestArtifact.file): Manifest | null {
  try {
    return readArtifact(manifestArtifact, join(folder, name));
  } catch {
    return null;
  }
}

/** By path, what the runs before wrote there: two digests where the last of them did not finish. */
function previousFiles(folder: string): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, string[]>();
  const { files = {}, before = {} } = manifestOf(folder) ?? {};
  for (const [name, digest] of [...Object.entries(before), ...Object.entries(files)])
    known.set(name, [...(known.get(name) ?? []), digest]);
  return known;
}

function stillThere(
  folder: string,
  known: ReadonlyMap<string, readonly string[]>,
): Readonly<Record<string, string>> {
  const found = [...known].flatMap(([name, digests]) =>
    digests.filter((digest) => isFile(folder, name, digest)).map((digest) => [name, digest] as const),
  );
  return Object.fromEntries(found);
}

/** What runs left that were killed: temporary files, also of files that no other run has. */
function sweep(folder: string, names: readonly string[]): void {
  const byFolder = new Map([[folder, [manifestArtifact.file]]]);
  for (const name of [...names, ...leftoverNames(folder)]) {
    const at = dirname(join(folder, name));
    if (at !== folder && !isHandler(folder, name)) continue;
    byFolder.set(at, [...(byFolder.get(at) ?? []), basename(name)]);
  }
  for (const [at, ours] of byFolder) {
    removeLeftovers(at, (name) => ours.includes(name) || (at === folder && isLock(name)));
    if (at !== folder) removeEmptyFolders(at, folder);
  }
}

/** The files of runs that were killed before they put any in place: by their manifests. */
function leftoverNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((entry) => temporaryOf(entry) === manifestArtifact.file)
    .flatMap((entry) => Object.keys(manifestOf(folder, entry)?.files ?? {}));
}

/** Whether it is a generated file that lies in the folder, not where a link leads. */
function isHandler(folder: string, name: string): boolean {
  if (!name.startsWith(`${HANDLERS}/`)) return false;
  try {
    return realpathSync(dirname(join(folder, name))) === join(realpathSync(folder), dirname(name));
  } catch {
    return false;
  }
}

function removeHandler(folder: string, name: string): void {
  const path = join(folder, name);
  rmSync(path, { force: true });
  removeEmptyFolders(dirname(path), folder);
}

function removeEmptyFolders(from: string, upTo: string): void {
  try {
    for (let at = from; at !== upTo; at = dirname(at)) rmdirSync(at);
  } catch {
    // Something else is in it.
  }
}
