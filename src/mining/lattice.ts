import type { Binding, Pattern } from '../isa/pattern.js';
import {
  type Bindings,
  bind,
  describeBinding,
  type Facts,
  factsAt,
  freeBytes,
  freeCount,
  furtherFacts,
  includes,
  intersect,
  noFacts,
  release,
  type Signature,
  signatureOf,
} from './bindings.js';
import type { Corpus } from './corpus.js';
import { fusionSaving, instructionCost } from './costs.js';
import { sequenceGroups } from './sequences.js';

/** What a superinstruction may be. */
export interface Limits {
  /** Most instructions in a sequence, at least 2. */
  readonly maxLength: number;
  /** Most bytes of free operands; null: any number. */
  readonly payload: number | null;
  /** Fewest places in the code where it has to fit: 1 allows one-off opcodes. */
  readonly minPlaces: number;
  /** Fewest programs in which it has to fit: what only a few have in common serves no other. */
  readonly minPrograms: number;
}

/** A possible superinstruction, with everywhere it fits. */
export interface Candidate {
  readonly length: number;
  readonly bindings: Bindings;
  /** Positions where it fits, ascending. They may overlap. */
  readonly occurrences: Int32Array;
  /** What it saves at each execution of one. */
  readonly saving: number;
  /** Bytes of free operands. */
  readonly payload: number;
}

export interface Mined {
  readonly candidates: readonly Candidate[];
  /**
   * Stand for all superinstructions that refine them, too many to list: they fit wherever those do, but not within the
   * payload. Not to be chosen; a bound that takes them in holds for what they stand for.
   */
  readonly relaxed: readonly Candidate[];
  /** Superinstructions that save less than this in the whole corpus, were they used wherever they fit, are left out. */
  readonly leastSaving: number;
}

/**
 * Finds all sequences of 2 to `maxLength` instructions inside basic blocks, and for each the operand bindings worth having
 * within the payload. Where only dispatches count these are the most general ones, one per set of places: binding more than
 * the payload asks for saves nothing. Where decoding operands costs something they are all closed ones, each binding
 * whatever is equal at all its places.
 */
export function mine(corpus: Corpus, limits: Limits, leastSaving = 0, mostNodes = MAX_NODES): Mined {
  const candidates: Candidate[] = [];
  const relaxed: Candidate[] = [];
  const mostPerPart = Math.max(
    ...corpus.isa.instructions.map((instruction) => instructionCost(corpus.costs, instruction)),
  );
  const mayExtend = (positions: Int32Array): boolean =>
    weightOf(corpus, positions) * mostPerPart * limits.maxLength >= leastSaving &&
    countPlaces(corpus, positions) >= limits.minPlaces &&
    countPrograms(corpus, positions) >= limits.minPrograms;
  for (const { length, positions, starts } of sequenceGroups(corpus, limits.maxLength, mayExtend))
    for (let group = 0; group + 1 < starts.length; group++) {
      const places = positions.subarray(starts[group], starts[group + 1]);
      new Refinement(corpus, length, places, limits, leastSaving, mostNodes).collect(candidates, relaxed);
    }
  return { candidates, relaxed, leastSaving };
}

/** Places in the programs: blocks that are alike stand in the corpus once. */
export function countPlaces({ blocks, blockOf }: Corpus, positions: Int32Array): number {
  let places = 0;
  for (const position of positions) places += blocks[blockOf[position]].copies;
  return places;
}

export function countPrograms({ blocks, blockOf }: Corpus, positions: Int32Array): number {
  const programs = new Set<number>();
  let last = -1;
  for (const position of positions) {
    if (blockOf[position] === last) continue;
    last = blockOf[position];
    for (const program of blocks[last].programs) programs.add(program);
  }
  return programs.size;
}

function weightOf({ blocks, blockOf }: Corpus, positions: Iterable<number>): number {
  let weight = 0;
  for (const position of positions) weight += blocks[blockOf[position]].weight;
  return weight;
}

/** Places of a sequence where the same facts hold. */
interface Shape {
  readonly facts: Facts;
  readonly places: number[];
  weight: number;
  /** Places in the programs, and which these are. */
  count: number;
  readonly programs: Set<number>;
}

/** All that several shapes have in common. */
interface Node {
  readonly facts: Facts;
  readonly shapes: readonly Shape[];
}

/** Sets of places looked at per sequence before the rest is relaxed. */
const MAX_NODES = 20_000;

/**
 * Walks the lattice of bindings of one sequence from all free towards all bound, over closed ones alone: from each to those
 * that one further fact leads to. Goes on below a binding only while it does not fit (or while binding more pays) and its
 * places could still save enough.
 */
class Refinement {
  readonly #corpus: Corpus;
  readonly #length: number;
  readonly #places: Int32Array;
  readonly #signature: Signature;
  readonly #payload: number;
  readonly #minPlaces: number;
  readonly #minPrograms: number;
  readonly #leastSaving: number;
  readonly #mostNodes: number;
  /** Binding operands saves something even where they would fit. */
  readonly #bindAll: boolean;

  constructor(
    corpus: Corpus,
    length: number,
    places: Int32Array,
    { payload, minPlaces, minPrograms }: Limits,
    leastSaving: number,
    mostNodes: number,
  ) {
    this.#corpus = corpus;
    this.#length = length;
    this.#places = places;
    this.#signature = signatureOf(corpus, places[0], length);
    this.#payload = payload ?? Number.POSITIVE_INFINITY;
    this.#minPlaces = minPlaces;
    this.#minPrograms = minPrograms;
    this.#leastSaving = leastSaving;
    this.#mostNodes = mostNodes;
    this.#bindAll = corpus.costs.operand > 0;
  }

  collect(candidates: Candidate[], relaxed: Candidate[]): void {
    const free = bind(noFacts(this.#signature), this.#signature);
    const weight = weightOf(this.#corpus, this.#places);
    const count = countPlaces(this.#corpus, this.#places);
    const programs = countPrograms(this.#corpus, this.#places);
    if (!this.#suffices(weight, count, programs)) return;
    if (!this.#bindAll && this.#fits(free)) {
      candidates.push(this.#candidate(free, this.#places));
      return;
    }
    const { fitting, unfinished } = this.#walk(this.#shapes());
    for (const { facts, shapes } of fitting) {
      const closed = bind(facts, this.#signature);
      const bindings = this.#bindAll ? closed : release(closed, this.#signature, this.#payload);
      candidates.push(this.#candidate(bindings, placesOf(shapes)));
    }
    for (const { facts, shapes } of unfinished)
      relaxed.push(this.#candidate(bind(facts, this.#signature), placesOf(shapes), 0));
  }

  #walk(shapes: readonly Shape[]): {
    readonly fitting: readonly Node[];
    readonly unfinished: readonly Node[];
  } {
    const root = this.#close(shapes);
    const seen = new Set([root.facts.join()]);
    const open = [root];
    const fitting: Node[] = [];
    const unfinished: Node[] = [];
    for (let node = open.pop(); node; node = open.pop()) {
      const fits = this.#fits(bind(node.facts, this.#signature));
      if (fits) fitting.push(node);
      if (fits && !this.#bindAll) continue;
      if (seen.size > this.#mostNodes) {
        unfinished.push(node);
        continue;
      }
      for (const refined of this.#refine(node)) {
        const key = refined.facts.join();
        if (seen.has(key)) continue;
        seen.add(key);
        open.push(refined);
      }
    }
    return { fitting: this.#bindAll ? fitting : mostGeneral(fitting), unfinished };
  }

  /** What each fact that holds at some places, but not all, leads to. */
  *#refine({ facts, shapes }: Node): Generator<Node> {
    const having = new Map<number, Map<number, Shape[]>>();
    for (const shape of shapes)
      for (const fact of furtherFacts(facts, shape.facts)) {
        const values = having.get(fact) ?? new Map<number, Shape[]>();
        having.set(fact, values);
        const list = values.get(shape.facts[fact]);
        if (list) list.push(shape);
        else values.set(shape.facts[fact], [shape]);
      }
    for (const values of having.values())
      for (const list of values.values()) if (this.#isEnough(list)) yield this.#close(list);
  }

  #close(shapes: readonly Shape[]): Node {
    const facts = shapes[0].facts.slice();
    for (const shape of shapes) intersect(facts, shape.facts);
    return { facts, shapes };
  }

  #shapes(): Shape[] {
    const { operandStart, blocks, blockOf } = this.#corpus;
    const byFacts = new Map<string, Shape>();
    for (const place of this.#places) {
      const facts = factsAt(this.#corpus, operandStart[place], this.#signature);
      const key = facts.join();
      const shape = byFacts.get(key) ?? {
        facts,
        places: [],
        weight: 0,
        count: 0,
        programs: new Set<number>(),
      };
      byFacts.set(key, shape);
      shape.places.push(place);
      shape.weight += blocks[blockOf[place]].weight;
      shape.count += blocks[blockOf[place]].copies;
      for (const program of blocks[blockOf[place]].programs) shape.programs.add(program);
    }
    return [...byFacts.values()];
  }

  #fits(bindings: Bindings): boolean {
    return freeBytes(bindings, this.#signature.kinds) <= this.#payload;
  }

  /** Whether all these places together are enough, and could save enough. */
  #isEnough(shapes: readonly Shape[]): boolean {
    let weight = 0;
    let count = 0;
    for (const shape of shapes) {
      weight += shape.weight;
      count += shape.count;
    }
    return this.#suffices(weight, count, this.#minPrograms) && this.#inEnoughPrograms(shapes);
  }

  #inEnoughPrograms(shapes: readonly Shape[]): boolean {
    const programs = new Set<number>();
    for (const shape of shapes) {
      for (const program of shape.programs) programs.add(program);
      if (programs.size >= this.#minPrograms) return true;
    }
    return false;
  }

  #suffices(weight: number, count: number, programs: number): boolean {
    return (
      weight > 0 &&
      weight * this.#saving(0) >= this.#leastSaving &&
      count >= this.#minPlaces &&
      programs >= this.#minPrograms
    );
  }

  #saving(free: number): number {
    const { isa, opcodes, costs } = this.#corpus;
    const parts = Array.from(
      opcodes.subarray(this.#places[0], this.#places[0] + this.#length),
      (opcode) => isa.instructions[opcode],
    );
    return fusionSaving(costs, parts, free);
  }

  #candidate(bindings: Bindings, occurrences: Int32Array, free = freeCount(bindings)): Candidate {
    return {
      length: this.#length,
      bindings,
      occurrences,
      saving: this.#saving(free),
      payload: freeBytes(bindings, this.#signature.kinds),
    };
  }
}

/** Those whose facts do not include all of another's. */
function mostGeneral(nodes: readonly Node[]): Node[] {
  return nodes.filter(
    ({ facts }) => !nodes.some((other) => other.facts !== facts && includes(facts, other.facts)),
  );
}

function placesOf(shapes: readonly Shape[]): Int32Array {
  return Int32Array.from(shapes.flatMap(({ places }) => places)).sort();
}

/** The pattern of a candidate, in terms that hold outside this corpus. */
export function patternOf(corpus: Corpus, { length, bindings, occurrences }: Candidate): Pattern {
  const { isa, opcodes } = corpus;
  const [first] = occurrences;
  let index = 0;
  return {
    parts: Array.from(opcodes.subarray(first, first + length), (opcode) => {
      const { name, operands } = isa.instructions[opcode];
      return {
        opcode: name,
        bindings: operands.map((): Binding => describeBinding(bindings, corpus, index++)),
      };
    }),
  };
}
