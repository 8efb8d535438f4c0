import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { contentDigest } from './content-digest.js';
import type { ArtifactKind, Infer } from './schema.js';
import { summaryArtifact } from './summary.js';
import { decisionsArtifact } from './superinstructions.js';

/** Generated files of a run are below this folder. */
export const HANDLERS = 'handlers';

/** The `.isa` of a run folder: later commands know the machine by it. */
export const MACHINE_FILE = 'machine.isa';

/** A path below the folder, wherever that is. */
const pathBelow = v.pipe(
  v.string(),
  v.check(
    (path) => path.split('/').every((part) => !/^\.{0,2}$|[\\\0:]/.test(part)),
    'expected paths of files below the folder',
  ),
);
const digests = v.record(pathBelow, v.string());

const manifestSchema = v.object({
  schema: v.literal(1),
  /** Of the machine with its superinstructions: generated files are of it. */
  instructionSet: v.string(),
  /** False while a run puts its files in place: then they may be of it or of the run before. */
  complete: v.boolean(),
  /** `fileDigest` of every file of the run, by its path in the folder. */
  files: digests,
  /** The same of the run before, until this one is complete. */
  before: v.optional(digests, {}),
  /** Whether those were of one run: what a killed run left may be of two. */
  wasWhole: v.optional(v.boolean(), true),
});

/** `run-manifest.json`: which files of a run folder belong together. It is the last that a run writes. */
export interface Manifest extends Infer<typeof manifestSchema> {}

/** How `run-manifest.json` is read and written. */
export const manifestArtifact: ArtifactKind<Manifest> = {
  what: 'a manifest',
  file: 'run-manifest.json',
  schema: manifestSchema,
};

/** Every file of a run by its path in the folder, and the manifest of them, complete. */
export interface NewRun {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly manifest: Manifest;
}

/** What is not of a run in its files: the user's lists, and the time that it took. */
const FREE: ReadonlyMap<string, readonly string[]> = new Map([
  [decisionsArtifact.file, ['always', 'never', 'digest']],
  [summaryArtifact.file, ['seconds']],
]);

/** `contentDigest` of JSON, with `decisionsDigest` of superinstructions; SHA-256 of other files. */
export function fileDigest(path: string, file: string | Uint8Array): string {
  const data = path.endsWith('.json') ? parsed(file) : undefined;
  if (data === undefined) return bytesToHex(sha256(typeof file === 'string' ? utf8ToBytes(file) : file));
  const free = FREE.get(path);
  return contentDigest(
    free === undefined || typeof data !== 'object' || data === null
      ? data
      : Object.fromEntries(Object.entries(data).filter(([key]) => !free.includes(key))),
  );
}

function parsed(file: string | Uint8Array): unknown {
  const text = typeof file === 'string' ? file : new TextDecoder().decode(file);
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
