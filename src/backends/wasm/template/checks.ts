/** Refuses an image whose code or schedule names what is not there. */
export const CHECKS = `function checkSizes({ stackCells, cells, pools }) {
  if (stackCells > machine.stackCells) fail('it needs ' + stackCells + ' cells of stack of ' + machine.stackCells);
  for (const [i, { name, room }] of machine.memories.entries())
    if (cells[i] > room) fail(name + ' has ' + cells[i] + ' cells, and there is room for ' + room);
  for (const [i, { name, room }] of machine.pools.entries())
    if (pools[i].length > room) fail(name + ' has ' + pools[i].length + ' values, and there is room for ' + room);
}

/** The words that instructions start at. */
function checkCode({ code, cells, pools }) {
  const starts = new Set();
  const targets = [];
  const sizes = [...cells, ...pools.map(({ length }) => length)];
  for (let word = 0; word < code.length; ) {
    const instruction = machine.opcodes[code[word]];
    if (!instruction) fail(code[word] + ' at word ' + word + ' is not an opcode');
    starts.add(word);
    for (const [array, index] of instruction.fixed)
      if (index >= sizes[array]) fail(instruction.name + ' needs a cell ' + index);
    for (const [i, { low, high, arrays, reach, label }] of instruction.operands.entries()) {
      const operand = code[word + 1 + i];
      if (label) targets.push(operand);
      const last = Math.min(high, ...arrays.map((array) => sizes[array] - 1 - reach[1]));
      const first = arrays.length === 0 ? low : Math.max(low, -reach[0]);
      if (!(operand >= first && operand <= last))
        fail(instruction.name + ' at word ' + word + ' has the operand ' + operand);
    }
    word += 1 + instruction.operands.length;
  }
  for (const target of targets) if (!starts.has(target)) fail(target + ' is not a jump target');
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
    if (!isValid) fail('action ' + at + ' of its schedule is wrong');
  }
}
`;
