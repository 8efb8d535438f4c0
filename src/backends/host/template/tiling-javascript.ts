/**
 * What `tiling.mjs` holds for any machine. An instruction, decoded, is `{ op, operands, isLeader, oldPc }`; a jump
 * target is the `oldPc` of the instruction it names.
 */
export const TILING_IN_JAVASCRIPT = `/**
 * An instruction, decoded. A jump target is the oldPc of the instruction it names.
 * @typedef {{ op: number, operands: number[], isLeader: boolean, oldPc: number }} SuperInstruction
 */

const partsOf = ({ firstPart, partCount }) => superParts.slice(firstPart, firstPart + partCount);
const bindingsOf = ({ firstBinding, bindingCount }) => superBindings.slice(firstBinding, firstBinding + bindingCount);
const patterns = superPatterns.map((pattern) => ({ op: pattern.op, parts: partsOf(pattern) }));

/** Whether the instruction after this one stays as it is. Instructions that the tables lack stay as well. */
const keepsNext = ({ op }) => superInfos[superIndex.get(op)]?.keepsNext ?? false;

/** Whether superinstructions have room for all operands: where they do not, the instruction stays as it is. */
const hasRoom = ({ op, operands }) =>
  operands.every((value, k) => {
    const { fusedBits, isSigned } = superOperands[superInfos[superIndex.get(op)].firstOperand + k];
    const limit = 2 ** (fusedBits - Number(isSigned));
    return fusedBits === 0 || (value < limit && value >= (isSigned ? -limit : 0));
  });

/** The operands that a pattern keeps, if it fits the instructions from an index on; null if not. */
function fit({ parts }, code, at) {
  const seen = [];
  const kept = [];
  if (at + parts.length > code.length) return null;
  for (const [p, part] of parts.entries()) {
    const { op, operands, isLeader } = code[at + p];
    if (op !== part.op || operands.length !== part.bindingCount) return null;
    if (p > 0 && (isLeader || keepsNext(code[at + p - 1]))) return null;
    if (!hasRoom(code[at + p])) return null;
    for (const [k, { kind, earlier, value }] of bindingsOf(part).entries()) {
      if (kind === 0) kept.push(operands[k]);
      if (kind === 1 && operands[k] !== seen[earlier] + value) return null;
      if (kind === 2 && operands[k] !== value) return null;
      seen.push(operands[k]);
    }
  }
  return kept;
}

/**
 * Rewrites a function with the fewest instructions per basic block; among equal ways the one whose last
 * instruction replaces the most. Each has the oldPc of its first part. Jump targets stay what they were: see
 * relocate.
 */
export function tile(code) {
  const best = [{ dispatches: 0, length: 0, instruction: null }];
  const reach = (at, length, instruction) => {
    const end = best[at + length];
    const dispatches = best[at].dispatches + 1;
    const isLonger = dispatches === end?.dispatches && length > end.length;
    if (!end || dispatches < end.dispatches || isLonger) best[at + length] = { dispatches, length, instruction };
  };
  for (const [at, instruction] of code.entries()) {
    reach(at, 1, instruction);
    if (at > 0 && keepsNext(code[at - 1])) continue;
    for (const pattern of patterns) {
      if (pattern.parts[0].op !== instruction.op) continue;
      const operands = fit(pattern, code, at);
      if (operands) reach(at, pattern.parts.length, { ...instruction, op: pattern.op, operands });
    }
  }
  const out = [];
  for (let at = code.length; at > 0; at -= best[at].length) out.push(best[at].instruction);
  return out.reverse();
}

/** The instructions that one stands for: itself if it is no superinstruction. */
export function decompose(fused) {
  const pattern = patterns.find(({ op }) => op === fused.op);
  if (!pattern) return [fused];
  const seen = [];
  let next = 0;
  return pattern.parts.map((part, p) => {
    const operands = bindingsOf(part).map(({ kind, earlier, value }) => {
      const operand = kind === 0 ? fused.operands[next++] : kind === 1 ? seen[earlier] + value : value;
      seen.push(operand);
      return operand;
    });
    return { ...fused, op: part.op, operands, isLeader: p === 0 && fused.isLeader };
  });
}

const isLabel = (op, operand) =>
  superOperands[superInfos[superIndex.get(op)]?.firstOperand + operand]?.label ?? false;

/**
 * Lays code out anew: width says how many units an instruction takes. Gives the code with jump targets moved, and
 * where each old pc is now, the end too.
 */
export function relocate(code, oldEnd, width) {
  const newPc = new Map();
  let end = 0;
  for (const instruction of code) {
    newPc.set(instruction.oldPc, end);
    end += width(instruction);
  }
  newPc.set(oldEnd, end);
  const moved = code.map((one) => ({
    ...one,
    operands: one.operands.map((operand, k) => (isLabel(one.op, k) ? newPc.get(operand) : operand)),
  }));
  return { code: moved, newPc };
}

/**
 * All of this for code of words: an opcode and its operands, a word each; jump targets count words from the start
 * of the function. isEntry says where control may come in otherwise: handlers of exceptions, targets in tables.
 * null where the code is not such code. newPc and oldPc say where instructions went.
 */
export function tileWords(code, isEntry = () => false) {
  const before = [];
  const leaders = new Set();
  for (let at = 0; at < code.length; ) {
    const info = superInfos[superIndex.get(code[at])];
    if (!info || code.length - at <= info.operandCount) return null;
    const operands = Array.from({ length: info.operandCount }, (_, k) => code[at + 1 + k]);
    for (const [k, operand] of operands.entries()) if (isLabel(info.op, k)) leaders.add(operand);
    before.push({ op: info.op, operands, isLeader: false, oldPc: at });
    at += 1 + operands.length;
  }
  const starts = new Set([...before.map(({ oldPc }) => oldPc), code.length]);
  if ([...leaders].some((leader) => !starts.has(leader))) return null;
  for (const one of before) one.isLeader = leaders.has(one.oldPc) || isEntry(one.oldPc);
  const { code: after, newPc } = relocate(tile(before), code.length, ({ operands }) => 1 + operands.length);
  const oldPc = new Map(after.map((one) => [newPc.get(one.oldPc), one.oldPc]));
  return { code: after.flatMap(({ op, operands }) => [op, ...operands]), newPc, oldPc };
}
`;

/** The tables that it goes by. */
export const IMPORTS =
  "import { superBindings, superIndex, superInfos, superOperands, superParts, superPatterns } from './superinstructions.mjs';";
