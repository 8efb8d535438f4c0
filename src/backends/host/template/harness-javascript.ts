/** What the test of handlers in JavaScript does, whatever the machine. */
export const HARNESS_IN_JAVASCRIPT = `const STATES = 1000;
const MOST_STATES = 5_000;

let seed = 1;
function randomBits() {
  seed = (seed + 0x6d2b79f5) | 0;
  let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
  return (bits ^ (bits >>> 14)) >>> 0;
}
function between(low, high) {
  return low + (randomBits() % (high - low + 1));
}
let last = 0;
/** Often small, often what it was before, sometimes anything. */
function anyValue() {
  const way = randomBits() % 8;
  if (way === 0) last = randomBits() | 0;
  else if (way < 5) last = between(-2, 9);
  return last;
}

const operandOf = (op, k) => superOperands[superInfos[superIndex.get(op)].firstOperand + k];
const labelsOf = ({ op, operands }) => operands.filter((_, k) => operandOf(op, k).label).length;

/** Where a run of one instruction ends: behind it (0), where a label pointed (from 1), nowhere (-1), elsewhere (-2). */
function runOne(vm, one, firstLabel, labels) {
  let operands = one.operands;
  let pads = [];
  // Twice for the labels, as how long code is may depend on where they are, and once to run.
  for (let i = 0; i < 3; i++) {
    vm.code = [];
    pads = [];
    emit(vm, one.op, operands);
    for (let pad = 0; pad <= labels; pad++) {
      pads.push(vm.code.length);
      emitStop(vm);
    }
    let label = firstLabel;
    operands = operands.map((operand, k) => (operandOf(one.op, k).label ? pads[++label] : operand));
  }
  const end = run(vm);
  if (end < 0) return -1;
  return pads.includes(end) ? pads.indexOf(end) : -2;
}

/** Random operands; those that go by an earlier one have to be operands as well. */
function randomOperands({ op, firstPart }) {
  const { operandCount } = superInfos[superIndex.get(op)];
  const fused = { op, operands: [], isLeader: false, oldPc: 0 };
  for (let tries = 0; tries < 1000; tries++) {
    fused.operands = Array.from({ length: operandCount }, (_, k) => between(...ranges[operandOf(op, k).kind]));
    const isGood = decompose(fused).every((one, p) =>
      one.operands.every((operand, k) => {
        const [low, high] = ranges[operandOf(one.op, k).kind];
        const { kind } = superBindings[superParts[firstPart + p].firstBinding + k];
        return kind !== 1 || (operand >= low && operand <= high);
      }),
    );
    if (isGood) break;
  }
  return fused;
}

/** Two states that are random but the same, and share nothing. A clone would be of no class. */
function twoStates() {
  const [seedBefore, lastBefore] = [seed, last];
  return [0, 1].map(() => {
    [seed, last] = [seedBefore, lastBefore];
    const vm = newVm();
    randomise(vm);
    return vm;
  });
}

/** A line about a handler, and whether it did the same as its parts. */
function testHandler(pattern) {
  const taken = new Set();
  let ways = 0;
  let states = 0;
  while (states < STATES || (taken.size < ways && states < MOST_STATES)) {
    states++;
    const fused = randomOperands(pattern);
    const parts = decompose(fused);
    const labels = labelsOf(fused);
    ways = labels + parts.filter(({ op }) => leaves[superIndex.get(op)]).length;
    const [expected, found] = twoStates();
    let [way, p, label, words] = [0, 0, 0, 0];
    for (; ; p++) {
      way = runOne(expected, parts[p], label, labels);
      if (way !== 0 || p + 1 === parts.length) break;
      label += labelsOf(parts[p]);
      words += 1 + parts[p].operands.length;
    }
    const foundWay = runOne(found, fused, 0, labels);
    const [wanted, got] = [stateOf(expected), stateOf(found)];
    let difference = Object.keys(wanted).find((what) => !isDeepStrictEqual(wanted[what], got[what]));
    const place = placeOf(found);
    if (way === -1 && foundWay === -1 && place !== null && place !== words) difference = 'the part that left';
    if (way !== foundWay) difference = 'where control went';
    if (way === -1 && !leaves[superIndex.get(parts[p].op)]) difference = 'leaving where nothing leaves';
    if (difference)
      return [\`\${difference} is wrong in state \${states}, where part \${p + 1} of \${parts.length} was the last\`, false];
    if (way !== 0) taken.add(way > 0 ? way : \`part \${p}\`);
  }
  return [\`the same in \${states} states, \${taken.size} of \${ways} ways out taken\`, true];
}

/** The same of a handler that may throw what is no exit of it. */
function resultOf(pattern) {
  try {
    return testHandler(pattern);
  } catch (error) {
    return [\`failed: \${error}\`, false];
  }
}

let failed = false;
for (const pattern of superPatterns) {
  const [result, isGood] = resultOf(pattern);
  if (!isGood) failed = true;
  console.log(\`\${superInfos[superIndex.get(pattern.op)].name}: \${result}\`);
}
process.exitCode = failed ? 1 : 0;`;
