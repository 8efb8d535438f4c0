/**
 * Runs programs of one machine in WebAssembly, in a browser or in Node.js:
 *
 *     import { externs } from './externs.mjs';
 *     import { loadProgram, runProgram } from './host.mjs';
 *     const program = await loadProgram(moduleBytes, imageBytes, externs);
 *     runProgram(program, (memories) => console.log(memories));
 *
 * `moduleBytes` is `run-loop.wasm` or `tail-calls.wasm`; `imageBytes` what `generate --images` wrote.
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

  /** `count` numbers of type `f64` or `i32`. */
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
  throw new Error(`this image cannot run here: ${message}`);
}

/** Reads an image and checks every opcode, operand and scheduled action. The depth of the stack it takes from the image. */
export function readImage(bytes) {
  const reader = new Reader(bytes);
  if (reader.u32() !== MAGIC) fail('it is not an image of a program');
  const [low, high] = [reader.u32(), reader.u32()];
  const digest = [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
  if (digest !== machine.digest)
    fail(`its instructions are ${digest}, and this run loop's ${machine.digest}`);
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

function checkSizes({ stackCells, cells, pools }) {
  if (stackCells > machine.stackCells) fail(`it needs ${stackCells} cells of stack of ${machine.stackCells}`);
  for (const [i, { name, room }] of machine.memories.entries())
    if (cells[i] > room) fail(`${name} has ${cells[i]} cells, and there is room for ${room}`);
  for (const [i, { name, room }] of machine.pools.entries())
    if (pools[i].length > room) fail(`${name} has ${pools[i].length} values, and there is room for ${room}`);
}

/** The words that instructions start at. */
function checkCode({ code, cells, pools }) {
  const starts = new Set();
  const targets = [];
  const sizes = [...cells, ...pools.map(({ length }) => length)];
  for (let word = 0; word < code.length; ) {
    const instruction = machine.opcodes[code[word]];
    if (!instruction) fail(`${code[word]} at word ${word} is not an opcode`);
    starts.add(word);
    for (const [array, index] of instruction.fixed)
      if (index >= sizes[array]) fail(`${instruction.name} needs a cell ${index}`);
    for (const [i, { low, high, arrays, reach, label }] of instruction.operands.entries()) {
      const operand = code[word + 1 + i];
      if (label) targets.push(operand);
      const last = Math.min(high, ...arrays.map((array) => sizes[array] - 1 - reach[1]));
      const first = arrays.length === 0 ? low : Math.max(low, -reach[0]);
      if (!(operand >= first && operand <= last))
        fail(`${instruction.name} at word ${word} has the operand ${operand}`);
    }
    word += 1 + instruction.operands.length;
  }
  for (const target of targets) if (!starts.has(target)) fail(`${target} is not a jump target`);
  return starts;
}

function checkSchedule({ cells, schedule }, starts) {
  for (const [at, { kind, a, b, c, d }] of schedule.entries()) {
    const isValid =
      kind === 'observe' ||
      (kind === 'run' && starts.has(a)) ||
      (kind === 'repeat' && c > at && c <= schedule.length) ||
      (kind === 'leave' && b < cells[a] && c < cells[a]) ||
      (kind === 'copy' &&
        c + d <= Math.min(cells[a] ?? -1, cells[b] ?? -1) &&
        machine.memories[a].type === machine.memories[b].type);
    if (!isValid) fail(`action ${at} of its schedule is wrong`);
  }
}

/** Compiles the module and writes a program into its memory. `externs` are the machine's functions by name. */
export async function loadProgram(moduleBytes, imageBytes, externs) {
  const image = readImage(imageBytes);
  const imports = Object.fromEntries(
    machine.externs.map((extern) => [extern.name, linkExtern(extern, externs, image)]),
  );
  const { instance } = await WebAssembly.instantiate(moduleBytes, { externs: imports });
  const { memory } = instance.exports;
  const behindCode = Math.ceil((machine.code + 4 * image.code.length) / 8) * 8;
  const { places, end } = placeRows(image, behindCode);
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  for (const [i, { name, type, offset, rows }] of machine.pools.entries()) {
    if (rows) writeRows(image.pools[i], places[i], machine.pools[i], memory.buffer);
    else createArray(type, memory.buffer, offset, image.pools[i].length).set(image.pools[i]);
    instance.exports[`cells.${name}`].value = image.pools[i].length;
  }
  const memories = {};
  for (const [i, { name, type, offset }] of machine.memories.entries()) {
    memories[name] = createArray(type, memory.buffer, offset, image.cells[i]);
    instance.exports[`cells.${name}`].value = image.cells[i];
  }
  writeCode(image.code, new Int32Array(memory.buffer, machine.code, image.code.length));
  return { image, memories, run: (word) => instance.exports.run(machine.code + 4 * word, machine.stack) };
}

/** Addresses of the rows of each pool, one behind the other. */
function placeRows({ pools }, start) {
  let end = start;
  const places = machine.pools.map(({ rows }, i) =>
    rows
      ? pools[i].map(({ byteLength }) => {
          const address = end;
          end = Math.ceil((end + byteLength) / 8) * 8;
          return address;
        })
      : [],
  );
  return { places, end };
}

function writeRows(rows, addresses, { type, offset }, buffer) {
  const table = createArray('i32', buffer, offset, 2 * rows.length);
  for (const [i, row] of rows.entries()) {
    createArray(type, buffer, addresses[i], row.length).set(row);
    table.set([addresses[i], row.length], 2 * i);
  }
}

/** A row of a pool arrives as its index. */
function linkExtern({ name, rows }, externs, { pools }) {
  const target = externs[name];
  if (!target) throw new Error(`there is no function ${name}`);
  if (rows.every((pool) => pool === null)) return target;
  const empty = rows.map((pool) => (pool === null ? null : createArray(machine.pools[pool].type, 0)));
  const convert = (value, i) => (rows[i] === null ? value : (pools[rows[i]][value] ?? empty[i]));
  return (...values) => target(...values.map(convert));
}

/** Jump targets become addresses. */
function writeCode(code, words) {
  words.set(code);
  for (let word = 0; word < code.length; ) {
    const { operands } = machine.opcodes[code[word]];
    for (const [i, { label }] of operands.entries())
      if (label) words[word + 1 + i] = machine.code + 4 * code[word + 1 + i];
    word += 1 + operands.length;
  }
}

/** Runs a program once, from memories of zeros, and calls `observe` with them at every stop and at the end. */
export function runProgram({ image, memories, run }, observe) {
  for (const memory of Object.values(memories)) memory.fill(0);
  const { schedule } = image;
  const memoryAt = (index) => memories[machine.memories[index].name];
  const runActions = (from, to) => {
    for (let at = from; at < to; at++) {
      const { kind, a, b, c, d } = schedule[at];
      if (kind === 'run') run(a);
      if (kind === 'observe') observe(memories);
      if (kind === 'copy') memoryAt(b).set(memoryAt(a).subarray(c, c + d), c);
      if (kind === 'leave' && memoryAt(a)[b] >= memoryAt(a)[c]) return 'leave';
      if (kind === 'repeat') {
        for (let i = 0; i < a + b * 2 ** 32; i++) if (runActions(at + 1, c) === 'leave') break;
        at = c - 1;
      }
    }
    return 'end';
  };
  runActions(0, schedule.length);
  observe(memories);
}
