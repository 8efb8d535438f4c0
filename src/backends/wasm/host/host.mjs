/**
 * Loads a run loop and a program image, in Node.js or in a browser, and runs the program by its schedule. Stands alone.
 * Images are written by `mine-superinstructions generate --images`; `machine` is that of machine.mjs beside this file.
 */

const CODE_WORD_BYTES = 4;
const PAGE_BYTES = 65_536;
const MAGIC = 0x3149534d;
const [RUN, COPY, OBSERVE, REPEAT, LEAVE] = [0, 1, 2, 3, 4];

/** Reads an image; throws an Error that says what is wrong with it. */
export function readImage(machine, buffer) {
  const view = new DataView(buffer);
  let at = 0;
  const u32 = () => {
    if (at + 4 > view.byteLength) throw new Error('the image is cut short');
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const numbers = (type, count) => {
    const bytes = type === 'f64' ? 8 : 4;
    if (at + bytes * count > view.byteLength) throw new Error('the image is cut short');
    const values = type === 'f64' ? new Float64Array(count) : new Int32Array(count);
    for (let i = 0; i < count; i++, at += bytes)
      values[i] = type === 'f64' ? view.getFloat64(at, true) : view.getInt32(at, true);
    return values;
  };
  if (u32() !== MAGIC) throw new Error('this is not a program image');
  const digest = [u32(), u32()]
    .reverse()
    .map((half) => half.toString(16).padStart(8, '0'))
    .join('');
  if (digest !== machine.digest)
    throw new Error('the image is for another instruction set: generate it again');
  const stackCells = u32();
  const code = numbers('i32', u32());
  const cells = machine.memories.map(() => u32());
  const pools = machine.pools.map(({ type, rows }) => {
    const count = u32();
    return rows ? Array.from({ length: count }, () => numbers(type, u32())) : numbers(type, count);
  });
  const actions = Array.from({ length: u32() }, () => [u32(), u32(), u32(), u32(), u32()]);
  return { stackCells, code, cells, pools, actions };
}

/** Compiles a run loop and puts a program into its memory. `externs`: the machine's functions by name. */
export async function load(machine, moduleBytes, image, externs) {
  const program = readImage(machine, image);
  const pool = (name) => program.pools[machine.pools.findIndex((one) => one.name === name)];
  const linked = Object.fromEntries(
    machine.externs.map(({ name, rows }) => [
      name,
      (...values) =>
        externs[name](...values.map((value, i) => (rows[i] ? (pool(rows[i])[value] ?? []) : value))),
    ]),
  );
  const { instance } = await WebAssembly.instantiate(moduleBytes, { externs: linked });
  const { exports } = instance;
  if (program.stackCells > machine.stackCells) throw new Error('the program needs a deeper operand stack');
  const missing = machine.code + program.code.length * CODE_WORD_BYTES - exports.memory.buffer.byteLength;
  if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE_BYTES));
  const { buffer } = exports.memory;
  const place = ({ name, type, offset, cells: room }, cells) => {
    if (cells > room)
      throw new Error(`the program has ${cells} cells in ${name}, and there is room for ${room}`);
    exports[`cells.${name}`].value = cells;
    return type === 'f64' ? new Float64Array(buffer, offset, cells) : new Int32Array(buffer, offset, cells);
  };
  const memories = machine.memories.map((memory, i) => place(memory, program.cells[i]));
  for (const [i, one] of machine.pools.entries())
    if (!one.rows) place(one, program.pools[i].length).set(program.pools[i]);
  const words = new Int32Array(buffer, machine.code, program.code.length);
  words.set(program.code);
  for (let word = 0; word < words.length; ) {
    const opcode = machine.opcodes[words[word]];
    if (!opcode) throw new Error(`word ${word} is no opcode`);
    for (const i of opcode.labels) words[word + 1 + i] = machine.code + words[word + 1 + i] * CODE_WORD_BYTES;
    word += 1 + opcode.operands.length;
  }
  return { machine, program, memories, runSection: exports.run };
}

/** Runs a program from zeroed memories to its end; `observe` is called with the memories at every stop and at the end. */
export function run({ machine, program, memories, runSection }, observe = () => {}) {
  const { actions } = program;
  for (const memory of memories) memory.fill(0);
  /** Actions `from` to `to`; true when a `leave` ends the repeat around them. */
  const perform = (from, to) => {
    for (let i = from; i < to; i++) {
      const [kind, a, b, c, d] = actions[i];
      if (kind === RUN) runSection(machine.code + a * CODE_WORD_BYTES, machine.stack);
      else if (kind === COPY) memories[b].set(memories[a].subarray(c, c + d), c);
      else if (kind === OBSERVE) observe(memories);
      else if (kind === LEAVE) {
        if (memories[a][b] >= memories[a][c]) return true;
      } else if (kind === REPEAT) {
        const times = a + b * 2 ** 32;
        for (let time = 0; time < times; time++) if (perform(i + 1, c)) break;
        i = c - 1;
      } else throw new Error(`${kind} is no action`);
    }
    return false;
  };
  perform(0, actions.length);
  observe(memories);
}
