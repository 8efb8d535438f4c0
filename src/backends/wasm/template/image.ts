/** Reads an image from its start to its end. */
export const IMAGE = String.raw`/**
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

const MAGIC = 0x3149534d;
const ACTIONS = ['run', 'copy', 'observe', 'repeat', 'leave'];
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
    if (bytes > this.remaining) fail('it ends too early');
    this.#at += bytes;
  }
}

function createArray(type, ...from) {
  return type === 'f64' ? new Float64Array(...from) : new Int32Array(...from);
}

function fail(message) {
  throw new Error('this image cannot run here: ' + message);
}

/** Reads an image and checks every opcode, operand and scheduled action. The depth of the stack it takes from the image. */
export function readImage(bytes) {
  const reader = new Reader(bytes);
  if (reader.u32() !== MAGIC) fail('it is not an image of a program');
  const [low, high] = [reader.u32(), reader.u32()];
  const digest = [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
  if (digest !== machine.digest)
    fail('its instructions are ' + digest + ', and this run loop\'s ' + machine.digest);
  const stackCells = reader.u32();
  const code = reader.numbers('i32', reader.u32());
  const cells = machine.memories.map(() => reader.u32());
  const pools = machine.pools.map(({ type, rows }) => {
    const length = reader.u32();
    if (!rows) return reader.numbers(type, length);
    if (length > reader.remaining) fail('it ends too early');
    return Array.from({ length }, () => reader.numbers(type, reader.u32()));
  });
  const actions = reader.u32();
  if (actions > reader.remaining / ACTION_BYTES) fail('it ends too early');
  const schedule = Array.from({ length: actions }, () => {
    const [kind, a, b, c, d] = [reader.u32(), reader.u32(), reader.u32(), reader.u32(), reader.u32()];
    return { kind: ACTIONS[kind], a, b, c, d };
  });
  const image = { stackCells, code, cells, pools, schedule };
  checkSizes(image);
  const starts = checkCode(image);
  checkSchedule(image, starts);
  return image;
}
`;
