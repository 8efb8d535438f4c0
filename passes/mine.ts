import type { OperandKind } from '../src/isa/isa.js';
import type { Binding, Pattern } from '../src/isa/pattern.js';
import type { Corpus } from './corpus.js';

/** What a superinstruction may be. */
export interface Limits {
  /** Most instructions in a sequence, at least 2. */
  readonly maxLength: number;
  /** Most bytes of free operands; null: any number. */
  readonly payload: number | null;
}

/** A possible superinstruction, with everywhere it fits. */
export interface Candidate {
  readonly length: number;
  /** Per operand of the sequence: `FREE`, an earlier operand's index, or `constantBinding` of an interned operand. */
  readonly bindings: Int32Array;
  /** Positions where it fits, ascending. They may overlap. */
  readonly occurrences: Int32Array;
  /** Bytes of free operands. */
  readonly payload: number;
}

/** An opcode sequence whatever its operands, for people to read. */
export interface SequenceCount {
  readonly opcodes: readonly string[];
  /** Places in the code, executions of them, and programs that have any. Overlapping places count each. */
  readonly staticCount: number;
  readonly dynamicCount: number;
  readonly programs: number;
}

export interface Mined {
  readonly candidates: readonly Candidate[];
  readonly sequences: readonly SequenceCount[];
}

const FREE = -1;

function constantBinding(interned: number): number {
  return -2 - interned;
}

/**
 * Finds all sequences of 2 to `maxLength` instructions inside basic blocks, and for each the most general operand
 * bindings within the payload: binding more than the payload asks for never saves a dispatch. Of bindings of one sequence
 * only those are kept whose places are not all places of another, and of those with the same places one with few constants.
 */
export function mine(corpus: Corpus, limits: Limits): Mined {
  const candidates: Candidate[] = [];
  const sequences: SequenceCount[] = [];
  for (const { length, positions } of sequenceGroups(corpus, limits.maxLength)) {
    sequences.push(countSequence(corpus, length, positions));
    for (const candidate of bind(corpus, length, positions, limits.payload)) candidates.push(candidate);
  }
  return { candidates, sequences };
}

/** Equal opcode sequences, found by extending each known sequence by one instruction. */
function* sequenceGroups(corpus: Corpus, maxLength: number) {
  const { opcodes, blocks, blockOf, isa } = corpus;
  let group = Int32Array.from(opcodes);
  for (let length = 2; length <= maxLength; length++) {
    const ids = new Map<number, number>();
    const members: number[][] = [];
    const next = new Int32Array(opcodes.length).fill(-1);
    for (let position = 0; position < opcodes.length; position++) {
      const last = position + length - 1;
      if (group[position] < 0 || last >= blocks[blockOf[position]].end) continue;
      const key = group[position] * isa.instructions.length + opcodes[last];
      let id = ids.get(key);
      if (id === undefined) {
        id = members.push([]) - 1;
        ids.set(key, id);
      }
      next[position] = id;
      members[id].push(position);
    }
    for (const positions of members) yield { length, positions };
    group = next;
  }
}

function countSequence(corpus: Corpus, length: number, positions: readonly number[]): SequenceCount {
  const { isa, opcodes, blocks, blockOf } = corpus;
  const programs = new Set<number>();
  let dynamicCount = 0;
  for (const position of positions) {
    const block = blocks[blockOf[position]];
    dynamicCount += block.executions;
    programs.add(block.program);
  }
  const [first] = positions;
  const names = Array.from(
    opcodes.subarray(first, first + length),
    (opcode) => isa.instructions[opcode].name,
  );
  return { opcodes: names, staticCount: positions.length, dynamicCount, programs: programs.size };
}

function bind(
  corpus: Corpus,
  length: number,
  positions: readonly number[],
  payload: number | null,
): Candidate[] {
  const kinds = operandKinds(corpus, positions[0], length);
  const bytes = kinds.reduce((sum, kind) => sum + kind.bytes, 0);
  if (payload === null || bytes <= payload)
    return [
      {
        length,
        bindings: new Int32Array(kinds.length).fill(FREE),
        occurrences: Int32Array.from(positions),
        payload: bytes,
      },
    ];
  const fits = (binding: Int32Array) => freeBytes(binding, kinds) <= payload;
  const all = shapes(corpus, length, positions).filter(({ binding }) => fits(binding));
  return closedBindings(all, fits).flatMap((closed) => {
    const occurrences: number[] = [];
    for (const { binding, places } of all)
      if (holds(closed, binding)) for (const place of places) occurrences.push(place);
      else if (fits(common(closed, binding))) return [];
    const bindings = release(closed, kinds, payload);
    return [
      {
        length,
        bindings: bindings.map((bound, index) => (bound === index ? FREE : bound)),
        occurrences: Int32Array.from(occurrences).sort(),
        payload: freeBytes(bindings, kinds),
      },
    ];
  });
}

/**
 * How operands are equal to each other and to constants. Per operand: `constantBinding`, or the index of the first operand
 * it equals, which is its own where it stays free.
 */
interface Shape {
  readonly binding: Int32Array;
  readonly places: number[];
}

/** Positions by the shape of their operands: all that is equal there is bound. */
function shapes(corpus: Corpus, length: number, positions: readonly number[]): Shape[] {
  const labels = operandKinds(corpus, positions[0], length).map(({ label }) => label);
  const byText = new Map<string, Shape>();
  for (const position of positions) {
    const values = operandsAt(corpus, position, length);
    const binding = values.map((value, index) => {
      if (corpus.bindable[value]) return constantBinding(value);
      return labels[index] ? index : values.indexOf(value);
    });
    const key = binding.join(' ');
    const known = byText.get(key);
    if (known) known.places.push(position);
    else byText.set(key, { binding, places: [position] });
  }
  return [...byText.values()];
}

/**
 * What each set of shapes has in common, as far as it fits: the most that can be bound without losing a place. There are
 * as many as different sets of places, far fewer than ways to bind operands.
 */
function closedBindings(all: readonly Shape[], fits: (binding: Int32Array) => boolean): Int32Array[] {
  const found = new Map<string, Int32Array>();
  for (const { binding } of all) {
    for (const known of [...found.values()]) {
      if (holds(known, binding)) continue;
      const both = common(known, binding);
      if (fits(both)) found.set(both.join(' '), both);
    }
    found.set(binding.join(' '), binding);
  }
  return [...found.values()];
}

/** What is bound in both. */
function common(a: Int32Array, b: Int32Array): Int32Array {
  return a.map((bound, index) => {
    if (bound === b[index] && bound < FREE) return bound;
    let first = 0;
    while (a[first] !== bound || b[first] !== b[index]) first++;
    return first;
  });
}

/** Whether a place of this shape has all that is bound. */
function holds(bindings: Int32Array, shape: Int32Array): boolean {
  return bindings.every((bound, index) => shape[index] === (bound < FREE ? bound : shape[bound]));
}

/** Frees operands as far as the payload goes, constants first. */
function release(closed: Int32Array, kinds: readonly OperandKind[], payload: number): Int32Array {
  const bindings = closed.slice();
  let room = payload - freeBytes(bindings, kinds);
  for (const [index, bound] of bindings.entries())
    if (bound < FREE && kinds[index].bytes <= room) {
      room -= kinds[index].bytes;
      for (let other = index; other < bindings.length; other++)
        if (bindings[other] === bound) bindings[other] = index;
    }
  for (const [index, bound] of bindings.entries())
    if (bound >= 0 && bound < index && kinds[index].bytes <= room) {
      room -= kinds[index].bytes;
      bindings[index] = index;
    }
  return bindings;
}

function freeBytes(bindings: Int32Array, kinds: readonly OperandKind[]): number {
  let bytes = 0;
  for (let index = 0; index < bindings.length; index++)
    if (bindings[index] === index) bytes += kinds[index].bytes;
  return bytes;
}

/** The pattern of a candidate, in terms that hold outside this corpus. */
export function patternOf(corpus: Corpus, candidate: Candidate): Pattern {
  const { isa, opcodes, constants } = corpus;
  const [first] = candidate.occurrences;
  let index = 0;
  return {
    parts: Array.from(opcodes.subarray(first, first + candidate.length), (opcode) => {
      const { name, operands } = isa.instructions[opcode];
      const bindings = operands.map((): Binding => {
        const binding = candidate.bindings[index++];
        if (binding === FREE) return { kind: 'free' };
        return binding >= 0
          ? { kind: 'same', as: binding }
          : { kind: 'constant', value: constants[-2 - binding] };
      });
      return { opcode: name, bindings };
    }),
  };
}

function operandsAt({ operands, operandStart }: Corpus, position: number, length: number): Int32Array {
  return operands.subarray(operandStart[position], operandStart[position + length]);
}

function operandKinds({ isa, opcodes }: Corpus, position: number, length: number): OperandKind[] {
  return Array.from(opcodes.subarray(position, position + length)).flatMap((opcode) =>
    isa.instructions[opcode].operands.map(({ kind }) => kind),
  );
}
