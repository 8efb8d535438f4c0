import { type Instruction, isAddress, type OperandKind } from '../isa/isa.js';
import type { Binding } from '../isa/pattern.js';
import type { Corpus } from './corpus.js';

/**
 * What is bound in a sequence of instructions: per operand, `CONSTANT - c` for the interned constant c, or
 * the index of the first operand it is related to, which is its own where it stays free, and how far from
 * that it is.
 */
export interface Bindings {
  readonly roots: Int32Array;
  readonly offsets: Int32Array;
}

const CONSTANT = -2;

/** Operands of a sequence, in order, as far as bindings care. */
export interface OperandSignature {
  readonly kinds: readonly OperandKind[];
}

export function signatureOf({ isa, opcodes }: Corpus, position: number, length: number): OperandSignature {
  const kinds = Array.from(opcodes.subarray(position, position + length)).flatMap((opcode) =>
    isa.instructions[opcode].operands.map(({ kind }) => kind),
  );
  return { kinds };
}

/** Slots next to each other are related: elements of arrays lie so, and the parts of one structure. */
const NEIGHBOURS = 1;

/**
 * How far `later` is from `earlier`, two operands of one kind, where that may be bound; `NONE` where they are
 * not related.
 */
export function relation(
  { isa, operands, numbers }: Corpus,
  kind: OperandKind,
  earlier: number,
  later: number,
): number {
  if (kind.label) return NONE;
  if (operands[earlier] === operands[later]) return 0;
  const distance = numbers[later] - numbers[earlier];
  return Math.abs(distance) <= NEIGHBOURS && !kind.bindable && isAddress(isa, kind) ? distance : NONE;
}

/**
 * All that could be bound at some places. Per operand, the constant it is; then per pair of operands (0,1),
 * (0,2), (1,2), (0,3), … how far the later is from the earlier; `NONE` where that is nothing or differs.
 * Facts form a lattice under `intersect`: what several places have in common.
 */
export type Facts = Int32Array;

const NONE = -(2 ** 31);

export function noFacts({ kinds }: OperandSignature): Facts {
  return new Int32Array(kinds.length + pairIndex(0, kinds.length)).fill(NONE);
}

function pairIndex(earlier: number, later: number): number {
  return (later * (later - 1)) / 2 + earlier;
}

/** The facts of one place, whose first operand is at `first` in the corpus. */
export function factsAt(corpus: Corpus, first: number, signature: OperandSignature): Facts {
  const { operands, bindable } = corpus;
  const { kinds } = signature;
  const facts = noFacts(signature);
  let pair = kinds.length;
  for (let j = 0; j < kinds.length; j++) {
    if (bindable[operands[first + j]]) facts[j] = operands[first + j];
    for (let i = 0; i < j; i++, pair++)
      if (kinds[i] === kinds[j]) facts[pair] = relation(corpus, kinds[j], first + i, first + j);
  }
  return facts;
}

/** Leaves of `facts` what `others` has too. */
export function intersect(facts: Facts, others: Facts): void {
  for (let fact = 0; fact < facts.length; fact++) if (facts[fact] !== others[fact]) facts[fact] = NONE;
}

/** Whether all of `general` is in `specific`. */
export function includes(specific: Facts, general: Facts): boolean {
  for (let fact = 0; fact < general.length; fact++)
    if (general[fact] !== NONE && general[fact] !== specific[fact]) return false;
  return true;
}

/** The facts of `specific` that `general` lacks, as indices. */
export function* furtherFacts(general: Facts, specific: Facts): Generator<number> {
  for (let fact = 0; fact < general.length; fact++)
    if (specific[fact] !== NONE && general[fact] === NONE) yield fact;
}

/** Binds all that the facts allow. */
export function bind(facts: Facts, { kinds }: OperandSignature): Bindings {
  const count = kinds.length;
  const roots = Int32Array.from(kinds.keys());
  const offsets = new Int32Array(count);
  let pair = count;
  for (let j = 0; j < count; j++) {
    const isConstant = facts[j] !== NONE;
    if (isConstant) roots[j] = CONSTANT - facts[j];
    for (let i = 0; i < j; i++, pair++)
      if (facts[pair] !== NONE && !isConstant && roots[i] >= 0 && roots[i] !== roots[j])
        join(roots, offsets, i, j, facts[pair]);
  }
  return { roots, offsets };
}

/** Makes one group of the groups of `earlier` and `later`, which are `distance` apart. */
function join(
  roots: Int32Array,
  offsets: Int32Array,
  earlier: number,
  later: number,
  distance: number,
): void {
  const shift = offsets[earlier] + distance - offsets[later];
  const [kept, dropped, by] =
    roots[earlier] < roots[later]
      ? [roots[earlier], roots[later], shift]
      : [roots[later], roots[earlier], -shift];
  for (let i = 0; i < roots.length; i++)
    if (roots[i] === dropped) {
      roots[i] = kept;
      offsets[i] += by;
    }
}

/**
 * Frees operands as far as the payload goes: constants first, then neighbours from the outermost inwards,
 * then equal ones.
 */
export function release(
  { roots, offsets }: Bindings,
  { kinds }: OperandSignature,
  payload: number,
): Bindings {
  const freed = { roots: roots.slice(), offsets: offsets.slice() };
  let room = payload - freeBytes({ roots, offsets }, kinds);
  const free = (index: number): void => {
    room -= kinds[index].fusedBytes;
    freed.roots[index] = index;
    freed.offsets[index] = 0;
  };
  for (const [index, root] of roots.entries())
    if (root < 0 && freed.roots[index] === root && kinds[index].fusedBytes <= room) {
      free(index);
      // Others that are the same constant go on being the same operand.
      for (let other = index + 1; other < roots.length; other++)
        if (freed.roots[other] === root) freed.roots[other] = index;
    }
  const related = [...roots.keys()].filter((index) => roots[index] >= 0 && roots[index] !== index);
  related.sort((a, b) => Math.abs(offsets[b]) - Math.abs(offsets[a]) || a - b);
  for (const index of related) if (kinds[index].fusedBytes <= room) free(index);
  return freed;
}

/** Bytes of the operands that stay free. */
export function freeBytes({ roots }: Bindings, kinds: readonly OperandKind[]): number {
  let bytes = 0;
  for (let index = 0; index < roots.length; index++)
    if (roots[index] === index) bytes += kinds[index].fusedBytes;
  return bytes;
}

/** How many operands of a part stay free. */
export function freeByPart(
  { roots }: Bindings,
  parts: readonly Pick<Instruction, 'operands'>[],
): (part: number) => number {
  const firsts = [0];
  for (const { operands } of parts) firsts.push(firsts.at(-1)! + operands.length);
  return (part) => {
    let count = 0;
    for (let index = firsts[part]; index < firsts[part + 1]; index++) if (roots[index] === index) count++;
    return count;
  };
}

/** In terms that hold outside the corpus. */
export function describeBinding({ roots, offsets }: Bindings, { constants }: Corpus, index: number): Binding {
  const root = roots[index];
  if (root < 0) return { kind: 'constant', value: constants[CONSTANT - root] };
  return root === index ? { kind: 'free' } : { kind: 'same', as: root, offset: offsets[index] };
}
