import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../util/input-error.js';
import { readArtifact } from './files.js';
import { pause, writerOf } from './folder-lock.js';
import { fileDigest, MACHINE_FILE, type Manifest, manifestArtifact } from './manifest.js';
import { profileArtifact } from './profile.js';
import { decisionsArtifact } from './superinstructions.js';

const MAX_WAIT_MILLISECONDS = 10_000;

/**
 * Makes sure that the files of a folder are of one run, and returns its manifest: null where there is none,
 * as in folders of single files. Waits a while for a run that is being written. Throws an `InputError` that
 * says which file is of which run, where one was killed while it put its files in place.
 */
export function requireWholeRun(folder: string): Manifest | null {
  const path = join(folder, manifestArtifact.file);
  const until = Date.now() + MAX_WAIT_MILLISECONDS;
  for (;;) {
    // Asked first: who finishes in between has written a complete manifest.
    const writer = writerOf(folder);
    if (!existsSync(path)) return null;
    const manifest = readArtifact(manifestArtifact, path);
    if (manifest.complete) {
      requireOwnMachine(folder, manifest);
      return manifest;
    }
    const files = wholeRun(folder, manifest);
    if (files) return { ...manifest, files };
    if (writer === null || Date.now() > until)
      throw new InputError(
        `${writer === null ? 'a run was ended while it put its files here' : `${writer} is writing here`}: ${whichIsWhose(folder, manifest)}. Run it again`,
        { file: path, line: 1, column: 1 },
      );
    pause();
  }
}

/** The files of the run that is all there, of the two that an unfinished manifest names; null: neither. */
export function wholeRun(
  folder: string,
  { files, before, wasWhole }: Manifest,
): Readonly<Record<string, string>> | null {
  const isThere = (one: Readonly<Record<string, string>>) =>
    Object.keys(one).length > 0 && Object.keys(one).every((name) => isFile(folder, name, one[name]));
  if (isThere(files)) return files;
  return wasWhole && isThere(before) ? before : null;
}

/** Nothing else compares what a folder says its machine is with the one that its artifacts are of. */
function requireOwnMachine(folder: string, { files }: Manifest): void {
  const path = join(folder, MACHINE_FILE);
  const digest = files[MACHINE_FILE];
  if (digest !== undefined && existsSync(path) && !isFile(folder, MACHINE_FILE, digest))
    throw new InputError('it was changed since this run was made: put it back, or run again', {
      file: path,
      line: 1,
      column: 1,
    });
}

/**
 * Files of a run that were changed since, by their paths in the folder. Profile, superinstructions and
 * machine are not looked at: whoever reads them compares what they say of each other.
 */
export function editedFiles(folder: string, { files }: Manifest): string[] {
  const compared: readonly string[] = [profileArtifact.file, decisionsArtifact.file, MACHINE_FILE];
  return Object.entries(files)
    .filter(
      ([name, digest]) =>
        !compared.includes(name) && existsSync(join(folder, name)) && !isFile(folder, name, digest),
    )
    .map(([name]) => name);
}

/** Whether the file is there, with this content. */
export function isFile(folder: string, name: string, digest: string): boolean {
  try {
    const path = join(folder, name);
    return statSync(path).isFile() && fileDigest(name, readFileSync(path)) === digest;
  } catch {
    return false;
  }
}

function whichIsWhose(folder: string, { files, before }: Manifest): string {
  const names = Object.keys({ ...before, ...files });
  const isNew = (name: string) => name in files && isFile(folder, name, files[name]);
  const isOld = (name: string) => name in before && isFile(folder, name, before[name]);
  const fresh = names.filter((name) => isNew(name) && !isOld(name));
  const old = names.filter((name) => isOld(name) && !isNew(name));
  const others = names.filter((name) => !isNew(name) && !isOld(name) && existsSync(join(folder, name)));
  const parts = [
    [fresh, 'of that run'],
    [old, 'of the run before'],
    [others, 'of neither'],
  ] as const;
  return parts
    .filter(([list]) => list.length > 0)
    .map(([list, whose]) => `${listed(list)} ${list.length === 1 ? 'is' : 'are'} ${whose}`)
    .join(', ');
}

const MAX_LISTED = 6;

function listed(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  return `${names.slice(0, MAX_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
