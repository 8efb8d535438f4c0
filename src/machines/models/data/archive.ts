import { inflateRawSync } from 'node:zlib';
import { InputError } from '../../../util/input-error.js';

/** One file of a ZIP archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly content: Buffer;
}

/** Layout of the records of a ZIP archive (PKWARE APPNOTE 4.3): signature, fixed length. */
const END = { signature: 0x06054b50, length: 22, longestComment: 0xffff };
const DIRECTORY = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x1;

/**
 * Unpacks the wanted files of a ZIP archive, at most `limit` bytes in all whatever the archive says about
 * itself: a few kilobytes can unpack to gigabytes. Throws an InputError when it is damaged or too large.
 */
export function unpack(bytes: Buffer, wanted: (name: string) => boolean, limit: number): ArchiveEntry[] {
  try {
    return [...entries(bytes, wanted, limit)];
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(limit);
    throw damaged();
  }
}

function* entries(bytes: Buffer, wanted: (name: string) => boolean, limit: number): Generator<ArchiveEntry> {
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  let offset = bytes.readUInt32LE(end + 16);
  let left = limit;
  let packed = 0;
  for (let entry = 0; entry < count; entry++) {
    if (bytes.readUInt32LE(offset) !== DIRECTORY.signature) throw damaged();
    const nameLength = bytes.readUInt16LE(offset + 28);
    const name = bytes.toString('utf8', offset + DIRECTORY.length, offset + DIRECTORY.length + nameLength);
    if (wanted(name)) {
      // Parts that overlap, so that the same bytes would be unpacked over and over, are no honest archive.
      packed += bytes.readUInt32LE(offset + 20);
      if (packed > bytes.length) throw damaged();
      const content = unpackEntry(bytes, offset, left);
      left -= content.length;
      if (left < 0) throw tooLarge(limit);
      yield { name, content };
    }
    offset +=
      DIRECTORY.length + nameLength + bytes.readUInt16LE(offset + 30) + bytes.readUInt16LE(offset + 32);
  }
}

function endOfDirectory(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END.length - END.longestComment);
  for (let offset = bytes.length - END.length; offset >= first; offset--) {
    if (bytes.readUInt32LE(offset) === END.signature) return offset;
  }
  throw damaged();
}

function unpackEntry(bytes: Buffer, directory: number, limit: number): Buffer {
  const flags = bytes.readUInt16LE(directory + 8);
  const method = bytes.readUInt16LE(directory + 10);
  const length = bytes.readUInt32LE(directory + 20);
  const local = bytes.readUInt32LE(directory + 42);
  if (flags & ENCRYPTED) throw new InputError('the file is protected with a password');
  if (bytes.readUInt32LE(local) !== LOCAL.signature) throw damaged();
  const start = local + LOCAL.length + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + length > bytes.length) throw damaged();
  const packed = bytes.subarray(start, start + length);
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw damaged();
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, limit) });
}

const damaged = () => new InputError('the file is damaged: it is no complete spreadsheet');

const tooLarge = (limit: number) =>
  new InputError(`the file is too large: unpacked, it has more than ${limit / 2 ** 20} MB`);
