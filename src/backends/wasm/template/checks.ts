import { MAX_CELLS, MAX_REPEAT_DEPTH } from '../../../bytecode/validate.js';

/** Refuses an image of a program that `validate` refuses. */
export const CHECKS = `function checkSizes({ cells, pools }) {
  const total = cells.reduce((sum, count) => sum + count, 0);
  for (const [i, { kind, addressable }] of machine.memories.entries())
    if (cells[i] > addressable) fail(cells[i] + ' cells for each ' + kind + ': it can address 0 to ' + addressable);
  if (total > ${MAX_CELLS}) fail(total + ' cells in all memories: there may be ${MAX_CELLS}');
  const lengths = [...cells, ...pools.map(({ length }) => length)];
  for (const [i, { name, room }] of [...machine.memories, ...machine.pools].entries())
    if (lengths[i] > room) fail(name + ' has ' + lengths[i] + ' cells, and there is room for ' + room + ' here');
}

/** A pool of numbers has every value once, any NaN like any other. */
function checkPool(values, { name, rows }) {
  // Of the numbers that a Set takes for equal only 0 and -0 differ.
  const seen = new Set(values.length > 0 && !rows ? Array.from(values, (value) => (Object.is(value, -0) ? '-0' : value)) : []);
  if (!rows && seen.size < values.length) fail('the pool ' + name + ' has a value twice');
}

/** Opcodes and operands of a section, jump targets when it is known where instructions begin. Notes down their numbers. */
function checkInstructions({ code, cells, pools }, { start, end }, instructionAt) {
  const sizes = [...cells, ...pools.map(({ length }) => length)];
  for (let word = start, count = 0; word < end; count++) {
    const instruction = machine.opcodes[code[word]];
    const failHere = (what) => fail('word ' + word + ' of the code: ' + what);
    if (!instruction) failHere(code[word] + ' is not an opcode');
    const { name, operands, fixed } = instruction;
    if (word + operands.length >= end) failHere('the section ends inside ' + name);
    for (const [array, index] of fixed)
      if (index < 0 || index >= sizes[array])
        failHere(name + ' needs ' + [...machine.memories, ...machine.pools][array].name + '[' + index + ']');
    for (const [i, { kind, low, high, arrays, reach, label }] of operands.entries()) {
      const operand = code[word + 1 + i];
      const last = Math.min(high, ...arrays.map((array) => sizes[array] - 1 - reach[1]));
      const first = arrays.length === 0 ? low : -reach[0];
      if (!label && !(operand >= first && operand <= last))
        failHere(name + ': the ' + kind + ' ' + operand + ' is not in ' + first + ' to ' + last);
    }
    instructionAt.set(word, count);
    word += 1 + operands.length;
  }
}

/** Jump targets are instructions of the same section; kinds of operands limit their numbers. */
function checkTargets({ code }, { start, end }, instructionAt) {
  for (let word = start; word < end; ) {
    const { name, operands } = machine.opcodes[code[word]];
    for (const [i, { label, high }] of operands.entries()) {
      const target = code[word + 1 + i];
      const isTarget = target >= start && target < end && instructionAt.get(target) <= high;
      if (label && !isTarget) fail('word ' + word + ' of the code: ' + name + ': ' + target + ' is not a jump target');
    }
    word += 1 + operands.length;
  }
}

/** The cells of stack that a section needs. An instruction has as many before it on every way to it. */
function checkStack({ code }, { start, end }) {
  const depths = new Map();
  const waiting = [];
  let most = 0;
  const reach = (from, word, depth) => {
    const failAt = (at, what) => fail('word ' + at + ' of the code: ' + what);
    if (word >= end) failAt(from, 'control runs off the end of its section');
    const known = depths.get(word) ?? depth;
    if (known !== depth) failAt(word, 'reached with ' + known + ' and with ' + depth + ' cells of stack');
    if (!depths.has(word)) waiting.push(word);
    depths.set(word, depth);
  };
  reach(start, start, 0);
  for (let word = waiting.pop(); word !== undefined; word = waiting.pop()) {
    const { name, pops, pushes, next, target, operands } = machine.opcodes[code[word]];
    const depth = depths.get(word);
    if (depth < pops) fail('word ' + word + ' of the code: ' + name + ' takes ' + pops + ' cells of stack of ' + depth);
    const after = depth - pops + pushes;
    most = Math.max(most, after);
    if (target >= 0) reach(word, code[word + 1 + target], after);
    if (next) reach(word, word + 1 + operands.length, after);
  }
  return most;
}

function checkCode(image) {
  const instructionAt = new Map();
  for (const section of image.sections) checkInstructions(image, section, instructionAt);
  for (const section of image.sections) {
    checkTargets(image, section, instructionAt);
    const stackCells = checkStack(image, section);
    if (stackCells > machine.stackCells)
      fail('it needs ' + stackCells + ' cells of stack, and there are ' + machine.stackCells + ' here');
  }
}

/** What is wrong with an action by itself, or nothing. */
function whatIsWrong({ sections, cells }, { kind, words }) {
  const [a, b, c, d] = words;
  const used = { run: 1, copy: 4, observe: 0, repeat: 3, leave: 3 }[kind];
  if (used === undefined) return 'it is unknown';
  if (words.slice(used).some((word) => word !== 0)) return 'it has words that mean nothing';
  const [from, to] = [machine.memories[a], machine.memories[b]];
  if (kind === 'run' && a >= sections.length) return 'there is no such section';
  if (kind === 'copy' && !(from && from.type === to?.type && from.kind === to.kind))
    return 'it cannot copy between these';
  if (kind === 'copy' && c + d > cells[a]) return 'there are no such cells';
  if (kind === 'repeat' && b >= 2 ** 21) return 'it cannot repeat so often';
  if (kind === 'leave' && !(b < cells[a] && c < cells[a])) return 'there are no such cells';
  return null;
}

function checkSchedule(image) {
  const { schedule } = image;
  const ends = [];
  for (const [at, action] of schedule.entries()) {
    while (ends.at(-1) === at) ends.pop();
    const end = action.words[2];
    let wrong = whatIsWrong(image, action);
    if (wrong === null && action.kind === 'leave' && ends.length === 0) wrong = 'there is no repeat to leave';
    if (wrong === null && action.kind === 'repeat') {
      if (end <= at || end > (ends.at(-1) ?? schedule.length)) wrong = 'its end is not where it can be';
      else if (ends.length === ${MAX_REPEAT_DEPTH}) wrong = 'repeats are nested too deeply';
      else ends.push(end);
    }
    if (wrong !== null) fail('action ' + at + ' of the schedule: ' + wrong);
  }
}
`;
