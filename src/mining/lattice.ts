import type { Instruction } from '../isa/isa.js';
import {
  type Bindings,
  bind,
  type Facts,
  factsAt,
  freeByPart,
  freeBytes,
  furtherFacts,
  includes,
  intersect,
  noFacts,
  type OperandSignature,
  release,
  signatureOf,
} from './bindings.js';
import {
  type Candidate,
  type Candidates,
  countPlaces,
  countPrograms,
  type Limits,
  peakShares,
  peakWeight,
} from './candidate.js';
import type { Corpus } from './corpus.js';
import { fusionGains, instructionCost, sumOf } from './costs.js';
import { sequenceGroups } from './sequences.js';
import { savingAt } from './tiling.js';
import { CANDIDATES } from './tuning.js';

/**
 * Finds all sequences of 2 to `maxLength` instructions inside basic blocks, and for each the operand bindings
 * worth having within the payload. Where only dispatches count these are the most general ones, one per set
 * of places: binding more than the payload asks for saves nothing. Where decoding operands costs something
 * they are all closed ones, each binding whatever is equal at all its places.
 */
export function enumerateCandidates(
  corpus: Corpus,
  limits: Limits,
  minSaving = 0,
  maxNodes: number = CANDIDATES.maxNodes,
): Candidates {
  const candidates: Candidate[] = [];
  const relaxed: Candidate[] = [];
  const mostPerPart = Math.max(
    ...corpus.isa.instructions.map((instruction) => instructionCost(corpus.costs, instruction)),
  );
  const peaks = peakShares(corpus);
  const mayExtend = (positions: Int32Array): boolean =>
    peakWeight(corpus, peaks, positions) * mostPerPart * limits.maxLength >= minSaving &&
    countPlaces(corpus, positions) >= limits.minPlaces &&
    countPrograms(corpus, positions) >= limits.minPrograms;
  for (const { length, positions, starts } of sequenceGroups(corpus, limits.maxLength, mayExtend))
    for (let group = 0; group + 1 < starts.length; group++) {
      const places = positions.subarray(starts[group], starts[group + 1]);
      new Refinement(corpus, length, places, limits, minSaving, maxNodes).collect(candidates, relaxed);
    }
  return { candidates, relaxed, minSaving };
}

/** Places of a sequence where the same facts hold. */
interface Shape {
  readonly facts: Facts;
  readonly places: number[];
  /** What they could save together, with nothing left free. */
  worth: number;
  /** Places in the programs, and which these are. */
  count: number;
  readonly programs: Set<number>;
}

/** All that several shapes have in common. */
interface Node {
  readonly facts: Facts;
  readonly shapes: readonly Shape[];
}

/**
 * Walks the lattice of bindings of one sequence from all free towards all bound, over closed ones alone: from
 * each to those that one further fact leads to. Goes on below a binding only while it does not fit (or while
 * binding more pays) and its places could still save enough.
 */
class Refinement {
  readonly #corpus: Corpus;
  readonly #length: number;
  readonly #places: Int32Array;
  readonly #signature: OperandSignature;
  readonly #payload: number;
  readonly #minPlaces: number;
  readonly #minPrograms: number;
  readonly #minSaving: number;
  readonly #maxNodes: number;
  /** Binding operands saves something even where they would fit. */
  readonly #bindAll: boolean;
  readonly #parts: readonly Instruction[];
  readonly #mostSaved: Pick<Candidate, 'saving' | 'gains'>;

  constructor(
    corpus: Corpus,
    length: number,
    places: Int32Array,
    { payload, minPlaces, minPrograms }: Limits,
    minSaving: number,
    maxNodes: number,
  ) {
    this.#corpus = corpus;
    this.#length = length;
    this.#places = places;
    this.#signature = signatureOf(corpus, places[0], length);
    this.#payload = payload ?? Number.POSITIVE_INFINITY;
    this.#minPlaces = minPlaces;
    this.#minPrograms = minPrograms;
    this.#minSaving = minSaving;
    this.#maxNodes = maxNodes;
    this.#bindAll = corpus.costs.operand > 0;
    this.#parts = Array.from(
      corpus.opcodes.subarray(places[0], places[0] + length),
      (opcode) => corpus.isa.instructions[opcode],
    );
    this.#mostSaved = this.#savings(() => 0);
  }

  collect(candidates: Candidate[], relaxed: Candidate[]): void {
    const free = bind(noFacts(this.#signature), this.#signature);
    let worth = 0;
    for (const place of this.#places) worth += this.#worth(place);
    const count = countPlaces(this.#corpus, this.#places);
    const programs = countPrograms(this.#corpus, this.#places);
    if (!this.#suffices(worth, count, programs)) return;
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
      relaxed.push(this.#candidate(bind(facts, this.#signature), placesOf(shapes), true));
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
      if (seen.size > this.#maxNodes) {
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
        worth: 0,
        count: 0,
        programs: new Set<number>(),
      };
      byFacts.set(key, shape);
      shape.places.push(place);
      shape.worth += this.#worth(place);
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
    let worth = 0;
    let count = 0;
    for (const shape of shapes) {
      worth += shape.worth;
      count += shape.count;
    }
    return this.#suffices(worth, count, this.#minPrograms) && this.#inEnoughPrograms(shapes);
  }

  #inEnoughPrograms(shapes: readonly Shape[]): boolean {
    const programs = new Set<number>();
    for (const shape of shapes) {
      for (const program of shape.programs) programs.add(program);
      if (programs.size >= this.#minPrograms) return true;
    }
    return false;
  }

  #suffices(worth: number, count: number, programs: number): boolean {
    return worth > 0 && worth >= this.#minSaving && count >= this.#minPlaces && programs >= this.#minPrograms;
  }

  /** What one place could save, with nothing left free. */
  #worth(place: number): number {
    const { blocks, blockOf } = this.#corpus;
    return blocks[blockOf[place]].weight * savingAt(this.#corpus, this.#mostSaved, place);
  }

  #savings(free: (part: number) => number): Pick<Candidate, 'saving' | 'gains'> {
    const { costs } = this.#corpus;
    const gains = fusionGains(costs, this.#parts, [...this.#parts.keys()].map(free));
    return { saving: sumOf(gains), gains };
  }

  /** `isBound`: it stands for those that bind everything. */
  #candidate(bindings: Bindings, occurrences: Int32Array, isBound = false): Candidate {
    return {
      length: this.#length,
      bindings,
      occurrences,
      ...(isBound ? this.#mostSaved : this.#savings(freeByPart(bindings, this.#parts))),
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
