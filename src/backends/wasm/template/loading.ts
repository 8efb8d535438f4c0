/** Makes a loaded program of a module and an image. */
export const LOADING = `/** Compiles the module and writes a program into its memory. 'externs' are the machine's functions by name. */
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
    instance.exports['cells.' + name].value = image.pools[i].length;
  }
  const memories = {};
  for (const [i, { name, type, offset }] of machine.memories.entries()) {
    memories[name] = createArray(type, memory.buffer, offset, image.cells[i]);
    instance.exports['cells.' + name].value = image.cells[i];
  }
  writeCode(image.code, new Int32Array(memory.buffer, machine.code, image.code.length));
  const trapped = instance.exports['machine.trapped'] ?? { value: 0 };
  const run = (word) => {
    trapped.value = 0;
    instance.exports.run(machine.code + 4 * word, machine.stack);
    return trapped.value !== 0;
  };
  return { image, memories, run };
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
  if (!target) throw new Error('there is no function ' + name);
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
`;
