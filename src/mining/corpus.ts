import { type Profile, tracedBlocks } from '../bytecode/profile.js';
import type { Program } from '../bytecode/program.js';
import type { Isa, OperandKind } from '../isa/isa.js';
import { formatConstant } from '../isa/pattern.js';
import { type Costs, DISPATCHES, instructionCost } from './costs.js';
import type { Basis } from './weights.js';

/**
 * The code of a profile laid out for mining: all basic blocks one after the other. A *position* is an
 * instruction; operand values are interned, so that two operands are equal exactly when their numbers here
 * are.
 */
export interface Corpus {
  readonly isa: Isa;
  /** What costs, savings and tilings of this corpus are counted in. */
  readonly costs: Costs;
  /** Opcode at each position. */
  readonly opcodes: Int32Array;
  /** Operands of position p are `operands[operandStart[p]]` to `operands[operandStart[p + 1]]`, exclusive. */
  readonly operandStart: Int32Array;
  readonly operands: Int32Array;
  /** The same as they stand in the code: addresses are near each other when these are. */
  readonly numbers: Int32Array;
  /** By interned operand: the constant a pattern may bind it to, or NaN with `bindable` 0. */
  readonly constants: readonly (number | string)[];
  readonly bindable: Uint8Array;
  /** Executions of each position over the whole run; of blocks kept once, of all of them. */
  readonly counts: Float64Array;
  /**
   * What each position counts in its block, as whole numbers without a common factor: all 1 in a block that
   * never exits in its middle. Times the block's weight, what it counts in the objective.
   */
  readonly shares: Float64Array;
  readonly blocks: readonly CorpusBlock[];
  /** Which block each position is in. */
  readonly blockOf: Int32Array;
}

/** A basic block in the corpus, and how much what it executes counts. */
export interface CorpusBlock {
  /** Positions `start` to `end`, exclusive. */
  readonly start: number;
  readonly end: number;
  /** Indices into the profile's programs: several where blocks of theirs are alike. */
  readonly programs: readonly number[];
  /** How many blocks of the profile it stands for: equal ones are kept once. */
  readonly copies: number;
  /** Which block of its program the first of them is. */
  readonly source: number;
  /** All its positions count the same. */
  readonly isUniform: boolean;
  /** What it costs without superinstructions: instructions by their shares. */
  readonly cost: number;
  /** What one unit of that counts in the objective. */
  readonly weight: number;
}

/** `weights[i]` multiplies the basis of program i. Blocks that never ran are left out unless places count. */
export function buildCorpus(
  isa: Isa,
  profile: Profile,
  weights: readonly number[],
  { costs = DISPATCHES, basis = 'executions' }: { readonly costs?: Costs; readonly basis?: Basis } = {},
): Corpus {
  const costOf = isa.instructions.map((instruction) => instructionCost(costs, instruction));
  const opcodes: number[] = [];
  const operandStart: number[] = [0];
  const operands: number[] = [];
  const numbers: number[] = [];
  const counts: number[] = [];
  const shares: number[] = [];
  const blocks: CorpusBlock[] = [];
  const blockOf: number[] = [];
  const interned = new InternedOperands();
  for (const [programIndex, entry] of profile.programs.entries()) {
    const { program } = entry;
    for (const [source, block] of tracedBlocks(isa, entry).entries()) {
      const share = sharesOf(block.counts, basis);
      if (share === null) continue;
      const first = opcodes.length;
      let cost = 0;
      for (const [i, { opcode, operands: values }] of block.code.entries()) {
        opcodes.push(opcode);
        counts.push(block.counts[i]);
        shares.push(share.of(i));
        cost += costOf[opcode] * share.of(i);
        blockOf.push(blocks.length);
        for (const [k, { kind }] of isa.instructions[opcode].operands.entries()) {
          operands.push(interned.intern(program, kind, values[k]));
          numbers.push(values[k]);
        }
        operandStart.push(operands.length);
      }
      blocks.push({
        start: first,
        end: opcodes.length,
        programs: [programIndex],
        copies: 1,
        source,
        isUniform: share.isUniform,
        cost,
        weight: share.unit * weights[programIndex],
      });
    }
  }
  return {
    isa,
    costs,
    opcodes: Int32Array.from(opcodes),
    operandStart: Int32Array.from(operandStart),
    operands: Int32Array.from(operands),
    numbers: Int32Array.from(numbers),
    constants: interned.constants,
    bindable: Uint8Array.from(interned.bindable),
    counts: Float64Array.from(counts),
    shares: Float64Array.from(shares),
    blocks,
    blockOf: Int32Array.from(blockOf),
  };
}

/** Gives operands that mean the same the same number, in all programs. */
class InternedOperands {
  readonly constants: (number | string)[] = [];
  readonly bindable: number[] = [];
  readonly #ids = new Map<string, number>();

  intern(program: Program, kind: OperandKind, word: number): number {
    const entry = constantOf(program, kind, word);
    const value = entry === null || !kind.bindable ? addressText(entry, word) : formatConstant(entry);
    const key = `${kind.name} ${value}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.constants.push(entry ?? Number.NaN) - 1;
      this.bindable.push(kind.bindable ? 1 : 0);
      this.#ids.set(key, id);
    }
    return id;
  }
}

/** What an operand stands for: a number of a pool, a text, or itself; null for a row of a pool. */
function constantOf({ pools, texts }: Program, kind: OperandKind, word: number): number | string | null {
  if (kind.interned) return texts![kind.name][word];
  if (!kind.pool) return word;
  const entry = pools[kind.pool][word];
  return typeof entry === 'number' ? entry : null;
}

/** Addresses are the same in all programs; texts are what they say, wherever a program keeps them. */
function addressText(entry: number | string | null, word: number): string {
  return typeof entry === 'string' ? JSON.stringify(entry) : `@${word}`;
}

/** What the instructions of a block count: whole shares of a unit. Null where the block does not count. */
function sharesOf(counts: Float64Array, basis: Basis) {
  let unit = 0;
  for (const count of counts) unit = greatestCommonDivisor(unit, count);
  const areAlike = { isUniform: true, of: () => 1 } as const;
  if (basis === 'places') return { unit: 1, ...areAlike };
  if (unit === 0) return null;
  if (counts.every((count) => count === unit)) return { unit, ...areAlike };
  return { unit, isUniform: false, of: (i: number) => counts[i] / unit };
}

function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
