import { IMAGE_ACTIONS, IMAGE_MAGIC } from '../../image.js';

/** Reads an image from its start to its end. */
export const IMAGE = `/**
 * Runs programs of one machine in WebAssembly, in a browser or in Node.js:
 *
 *     import { externs } from './externs.mjs';
 *     import { loadProgram, runProgram } from './host.mjs';
 *     const program = await loadProgram(moduleBytes, imageBytes, externs);
 *     runProgram(program, (memories) => console.log(memories));
 *
 * 'moduleBytes' is 'run-loop.wasm' or 'tail-calls.wasm'; 'imageBytes' what 'generate --images' wrote.
 */
import { machine } from './machine.mjs';

const MAGIC = '${IMAGE_MAGIC}';
const ACTIONS = ['${IMAGE_ACTIONS.join("', '")}'];
const ACTION_BYTES = 20;
const PAGE_BYTES = 65536;

/** Reads little-endian values one after the other. */
class Reader {
  #view;
  #at = 0;

  constructor(bytes) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining() {
    return this.#view.byteLength - this.#at;
  }

  u32() {
    this.#advance(4);
    return this.#view.getUint32(this.#at - 4, true);
  }

  /** As many as the next word says, each of at least so many bytes. */
  list(bytes, read) {
    const length = this.u32();
    if (length > this.remaining / bytes) fail('the image is cut short');
    return Array.from({ length }, read);
  }

  /** 'count' numbers of type 'f64' or 'i32'. */
  numbers(type, count) {
    const bytes = type === 'f64' ? 8 : 4;
    this.#advance(bytes * count);
    const start = this.#at - bytes * count;
    return createArray(type, count).map((_, i) =>
      type === 'f64' ? this.#view.getFloat64(start + 8 * i, true) : this.#view.getInt32(start + 4 * i, true),
    );
  }

  #advance(bytes) {
    if (bytes > this.remaining) fail('the image is cut short');
    this.#at += bytes;
  }
}

function createArray(type, ...from) {
  return type === 'f64' ? new Float64Array(...from) : new Int32Array(...from);
}

function fail(message) {
  throw new Error(message);
}

/** Reads an image and checks all of it: the program can only do what its machine allows. Throws an 'Error'. */
export function readImage(bytes) {
  const reader = new Reader(bytes);
  const magic = new TextDecoder().decode(bytes.subarray(0, 4));
  if (magic !== MAGIC) fail('this is not an image in the format ' + MAGIC);
  reader.u32();
  const [low, high] = [reader.u32(), reader.u32()];
  const digest = [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
  if (digest !== machine.digest) fail('the image is for another machine, or another set of superinstructions');
  let words = 0;
  const sections = reader.list(4, () => {
    const start = words;
    words += reader.u32();
    return { start, end: words };
  });
  const code = reader.numbers('i32', words);
  const counts = new Map();
  const cells = machine.memories.map(({ kind }) => {
    if (!counts.has(kind)) counts.set(kind, reader.u32());
    return counts.get(kind);
  });
  const pools = machine.pools.map(({ type, rows }) =>
    rows ? reader.list(4, () => reader.numbers(type, reader.u32())) : reader.numbers(type, reader.u32()),
  );
  const schedule = reader.list(ACTION_BYTES, () => ({
    kind: ACTIONS[reader.u32()],
    words: Array.from({ length: 4 }, () => reader.u32()),
  }));
  if (reader.remaining > 0) fail('the image goes on behind its end');
  const image = { sections, code, cells, pools, schedule };
  checkSizes(image);
  for (const [i, pool] of pools.entries()) checkPool(pool, machine.pools[i]);
  checkCode(image);
  checkSchedule(image);
  return image;
}
`;
