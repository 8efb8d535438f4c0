import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import type { ImportedFile } from '../importers/importer.js';
import { InputError } from '../util/input-error.js';
import { readText } from './files.js';
import { reasonFor } from './reasons.js';

const HEAD_BYTES = 4096;
/** Read at once: larger ones gain nothing. */
const CHUNK_BYTES = 1 << 18;

/** A file for an importer. Gzip is recognised by its first bytes, whatever the file is called. */
export function importedFile(path: string): ImportedFile {
  const first = firstBytes(path);
  const isPacked = first[0] === 0x1f && first[1] === 0x8b;
  const head = isPacked ? unpackedHead(first) : first.toString('utf8');
  return {
    path,
    head,
    text: () => readText(path),
    chunks: () => chunksOf(path, isPacked),
  };
}

/** Empty where there is no such file: whoever reads it will say so. */
function firstBytes(path: string): Buffer {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(HEAD_BYTES);
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return Buffer.alloc(0);
  }
}

/** What the beginning of a packed file unpacks to. */
function unpackedHead(first: Buffer): string {
  try {
    return gunzipSync(first, { finishFlush: constants.Z_SYNC_FLUSH })
      .subarray(0, HEAD_BYTES)
      .toString('utf8');
  } catch {
    return '';
  }
}

async function* chunksOf(path: string, isPacked: boolean): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const stream = isPacked ? raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : raw;
  raw.on('error', (error) => stream.destroy(error));
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code?.startsWith('Z_')
      ? `the gzip file is damaged or was cut off (${(error as Error).message}): make it again`
      : `the file cannot be read: ${reasonFor(error)}`;
    throw new InputError(what, { file: path, line: 1, column: 1 });
  } finally {
    raw.destroy();
  }
}
