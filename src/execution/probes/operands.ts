import { fixedAddresses } from '../../bytecode/validate.js';
import { type Isa, isAddress, type OperandKind, rangeOf } from '../../isa/isa.js';

/** How large the memories and pools of a probe program are. */
export interface Sizes {
  /** Of every memory. */
  readonly cells: number;
  /** Of every pool of the machine. */
  readonly entries: number;
}

/** Cells besides those that an instruction reaches: some beside it are seen as well. */
const SPARE_CELLS = 3;
const MIN_CELLS = 6;

/** How many cells each memory needs for operands to have a choice. */
export function cellsNeeded(isa: Isa, opcode: number): number {
  const { operands } = isa.instructions[opcode];
  const reaches = operands.map(({ reach = [0, 0] }) => reach[1] - reach[0] + SPARE_CELLS);
  const fixed = fixedAddresses(isa.instructions[opcode]).map(([, address]) => address + 1);
  return Math.max(MIN_CELLS, ...reaches, ...fixed);
}

/** The lowest and the highest value of each operand; of a label none is known yet. */
function rangesOf(isa: Isa, opcode: number, sizes: Sizes): (readonly [low: number, high: number])[] {
  return isa.instructions[opcode].operands.map(({ kind, reach = [0, 0] }) => {
    const [low, high] = rangeOf(kind);
    if (kind.label) return [0, 0];
    if (kind.pool) return [0, Math.min(high, entriesOf(kind, sizes) - 1)];
    if (isAddress(isa, kind)) return [-reach[0], Math.min(high, cellsOf(kind, sizes) - 1 - reach[1])];
    return [low, high];
  });
}

/** Cells of memories that a kind addresses. */
export function cellsOf(kind: OperandKind, { cells }: Sizes): number {
  return Math.min(cells, rangeOf(kind)[1] + 1);
}

/** Entries of the pool that a kind indexes. */
export function entriesOf(kind: OperandKind, { entries }: Sizes): number {
  return Math.min(entries, rangeOf(kind)[1] + 1);
}

/** Numbers that immediate operands get besides the ends of their range. */
const IMMEDIATES = [0, 1, -1, 2, 31, 32, 100];

/**
 * Some choices of an instruction's operands, as many as asked for or as there are: all at their last and all
 * at their first value, one after the other up and down, then at random among close ones. Labels are 0. Those
 * that name no cell go up and down from 0: a body may make an address of them.
 */
export function chooseOperands(
  isa: Isa,
  opcode: number,
  sizes: Sizes,
  count: number,
  random: () => number,
): readonly (readonly number[])[] {
  const { operands } = isa.instructions[opcode];
  const ranges = rangesOf(isa, opcode, sizes);
  const clip = (value: number, i: number) => {
    const [low, high] = ranges[i];
    return Math.min(high, Math.max(low, value));
  };
  const isIndex = operands.map(({ kind }) => kind.pool !== null || isAddress(isa, kind));
  const picks: ((i: number) => number)[] = [
    (i) => ranges[i][1],
    (i) => ranges[i][0],
    (i) => clip((isIndex[i] ? ranges[i][0] : 0) + 1 + i, i),
    (i) => clip((isIndex[i] ? ranges[i][1] : 0) - i, i),
  ];
  const any = (i: number): number => {
    const [low, high] = ranges[i];
    if (!isIndex[i] && random() < 0.5) return clip(IMMEDIATES[Math.floor(random() * IMMEDIATES.length)], i);
    const span = isIndex[i] && operands[i].kind.pool === null && random() < 0.5 ? 3 : high - low + 1;
    return clip(low + Math.floor(random() * span), i);
  };
  const chosen = new Map<string, readonly number[]>();
  for (let tries = 0; chosen.size < count && tries < 4 * count + picks.length; tries++) {
    const values = operands.map((_, i) => (picks[tries] ?? any)(i));
    chosen.set(values.join(), values);
  }
  return [...chosen.values()];
}
