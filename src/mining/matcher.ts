import { instructionNamed } from '../isa/isa.js';
import { formatConstant, type Pattern } from '../isa/pattern.js';
import type { Corpus } from './corpus.js';
import { patternSaving } from './costs.js';

/** Finds what can be fused in code that is still being put together: positions of a corpus in any order. */
export class Matcher {
  readonly corpus: Corpus;
  /** Instructions of the longest pattern. */
  readonly longest: number;
  /** What `match` found: lengths, and what each saves. */
  readonly lengths: Int32Array;
  readonly savings: Float64Array;
  /**
   * A trie of opcodes read backwards: the child of node n for opcode o is at n * #width + o, 0 if there is
   * none.
   */
  readonly #children: Int32Array;
  readonly #width: number;
  /** By node: the patterns that begin there, those that save most first. */
  readonly #begin: (Ending[] | undefined)[] = [];

  constructor(corpus: Corpus, patterns: readonly Pattern[]) {
    this.corpus = corpus;
    this.longest = Math.max(1, ...patterns.map(({ parts }) => parts.length));
    this.lengths = new Int32Array(this.longest);
    this.savings = new Float64Array(this.longest);
    this.#width = corpus.isa.instructions.length;
    const most = 1 + patterns.reduce((sum, { parts }) => sum + parts.length, 0);
    this.#children = new Int32Array(most * this.#width);
    let nodes = 1;
    for (const pattern of patterns) {
      let node = 0;
      for (const { opcode } of [...pattern.parts].reverse()) {
        const edge = node * this.#width + corpus.isa.opcodeOf.get(opcode)!;
        if (this.#children[edge] === 0) this.#children[edge] = nodes++;
        node = this.#children[edge];
      }
      const endings = this.#begin[node] ?? [];
      this.#begin[node] = endings;
      endings.push({
        checks: checksOf(corpus, pattern),
        saving: patternSaving(corpus.costs, pattern, corpus.isa),
      });
      endings.sort((a, b) => b.saving - a.saving);
    }
  }

  /** How many patterns end with `sequence[last]` and begin at `first` or later: the best of each length. */
  match(sequence: Int32Array, first: number, last: number): number {
    const { opcodes } = this.corpus;
    let found = 0;
    let node = 0;
    for (let index = last; index >= first; index--) {
      node = this.#children[node * this.#width + opcodes[sequence[index]]];
      if (node === 0) break;
      for (const { checks, saving } of this.#begin[node] ?? []) {
        if (!this.#holds(checks, sequence, index)) continue;
        this.lengths[found] = last - index + 1;
        this.savings[found++] = saving;
        break;
      }
    }
    return found;
  }

  #holds(checks: readonly Check[], sequence: Int32Array, start: number): boolean {
    const { operands, numbers, operandStart } = this.corpus;
    for (const { part, operand, as, offset, constant } of checks) {
      const index = operandStart[sequence[start + part]] + operand;
      if (as === null) {
        if (constant !== this.#text(operands[index])) return false;
        continue;
      }
      const other = operandStart[sequence[start + as.part]] + as.operand;
      if (offset === 0 ? operands[index] !== operands[other] : numbers[index] !== numbers[other] + offset)
        return false;
    }
    return true;
  }

  readonly #texts: string[] = [];

  #text(interned: number): string {
    this.#texts[interned] ??= formatConstant(this.corpus.constants[interned]);
    return this.#texts[interned];
  }
}

interface Ending {
  readonly checks: readonly Check[];
  readonly saving: number;
}

/** An operand that has to be an earlier one plus an offset, or a constant. */
interface Check {
  readonly part: number;
  readonly operand: number;
  readonly as: { readonly part: number; readonly operand: number } | null;
  readonly offset: number;
  readonly constant: string;
}

function checksOf({ isa }: Corpus, { parts }: Pattern): Check[] {
  const places = parts.flatMap(({ opcode }, part) =>
    instructionNamed(isa, opcode)!.operands.map((_, operand) => ({ part, operand })),
  );
  return parts
    .flatMap(({ bindings }) => bindings)
    .flatMap((binding, i): Check[] => {
      if (binding.kind === 'free') return [];
      return binding.kind === 'same'
        ? [{ ...places[i], as: places[binding.as], offset: binding.offset, constant: '' }]
        : [{ ...places[i], as: null, offset: 0, constant: formatConstant(binding.value) }];
    });
}
