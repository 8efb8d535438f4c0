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
 * bindings within the payload: binding more than the payload asks for never saves a dispatch. Of bindings that fit
 * in exactly the same places only the one with the fewest constants is kept.
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
  const found = new Map<
    string,
    { readonly bindings: Int32Array; readonly occurrences: number[]; readonly payload: number }
  >();
  for (const places of shapes(corpus, length, positions)) {
    const values = operandsAt(corpus, places[0], length);
    for (const { bindings, freeBytes } of minimalBindings(corpus, kinds, values, payload)) {
      const key = bindings.join(' ');
      let entry = found.get(key);
      if (!entry) {
        entry = { bindings, occurrences: [], payload: freeBytes };
        found.set(key, entry);
      }
      for (const place of places) entry.occurrences.push(place);
    }
  }
  const byPlaces = new Map<string, Candidate>();
  for (const { bindings, occurrences, payload: freeBytes } of found.values()) {
    const places = Int32Array.from(occurrences).sort();
    const key = places.join(' ');
    const known = byPlaces.get(key);
    const candidate = { length, bindings, occurrences: places, payload: freeBytes };
    if (!known || countConstants(bindings) < countConstants(known.bindings)) byPlaces.set(key, candidate);
  }
  return [...byPlaces.values()];
}

/** Positions whose operands are equal to each other, and to constants, in the same way. */
function shapes(corpus: Corpus, length: number, positions: readonly number[]): Iterable<readonly number[]> {
  const byShape = new Map<string, number[]>();
  for (const position of positions) {
    const values = operandsAt(corpus, position, length);
    const shape = Array.from(values, (value) =>
      corpus.bindable[value] ? `#${value}` : values.indexOf(value),
    );
    const key = shape.join(' ');
    const known = byShape.get(key);
    if (known) known.push(position);
    else byShape.set(key, [position]);
  }
  return byShape.values();
}

/**
 * All bindings that hold for these operand values, keep within the payload, and would exceed it with any one
 * binding released.
 */
function minimalBindings(corpus: Corpus, kinds: readonly OperandKind[], values: Int32Array, payload: number) {
  const results: { readonly bindings: Int32Array; readonly freeBytes: number }[] = [];
  const bindings = new Int32Array(kinds.length);
  const extend = (index: number, freeBytes: number, leastBound: number): void => {
    if (freeBytes > payload) return;
    if (index === kinds.length) {
      if (freeBytes + leastBound > payload) results.push({ bindings: bindings.slice(), freeBytes });
      return;
    }
    const { bytes } = kinds[index];
    bindings[index] = FREE;
    extend(index + 1, freeBytes + bytes, leastBound);
    const bound = Math.min(leastBound, bytes);
    if (corpus.bindable[values[index]]) {
      bindings[index] = constantBinding(values[index]);
      extend(index + 1, freeBytes, bound);
    }
    if (kinds[index].label) return;
    for (let earlier = 0; earlier < index; earlier++) {
      if (values[earlier] !== values[index] || bindings[earlier] !== FREE) continue;
      bindings[index] = earlier;
      extend(index + 1, freeBytes, bound);
    }
  };
  extend(0, 0, Number.POSITIVE_INFINITY);
  return results;
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

function countConstants(bindings: Int32Array): number {
  return bindings.reduce((count, binding) => count + (binding < FREE ? 1 : 0), 0);
}
