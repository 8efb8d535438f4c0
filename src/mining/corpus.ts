import type { Profile } from '../bytecode/profile.js';
import { decodeSection } from '../bytecode/program.js';
import type { Isa } from '../isa/isa.js';
import { formatNumber } from '../util/format.js';
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
  readonly constants: Float64Array;
  readonly bindable: Uint8Array;
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
  /** Over the whole run; of blocks kept once, of all of them. */
  readonly executions: number;
  /** What one execution costs without superinstructions. */
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
  const constants: number[] = [];
  const bindable: number[] = [];
  const blocks: CorpusBlock[] = [];
  const blockOf: number[] = [];
  const interned = new Map<string, number>();
  const intern = (key: string, constant: number, mayBind: boolean): number => {
    let id = interned.get(key);
    if (id === undefined) {
      id = constants.push(constant) - 1;
      bindable.push(mayBind ? 1 : 0);
      interned.set(key, id);
    }
    return id;
  };

  for (const [programIndex, { program, blocks: profiled }] of profile.programs.entries()) {
    const code = new Map(
      program.sections.map((section) => [section.name, decodeSection(isa, program, section)]),
    );
    for (const { section, start, end, executions } of profiled) {
      if (executions === 0 && basis === 'executions') continue;
      const first = opcodes.length;
      let cost = 0;
      for (const { opcode, operands: values } of code.get(section)!.slice(start, end)) {
        opcodes.push(opcode);
        cost += costOf[opcode];
        blockOf.push(blocks.length);
        for (const [i, { kind }] of isa.instructions[opcode].operands.entries()) {
          const entry = kind.pool ? program.pools[kind.pool][values[i]] : values[i];
          const constant = typeof entry === 'number' ? entry : Number.NaN;
          const value = kind.bindable && typeof entry === 'number' ? formatNumber(entry) : `@${values[i]}`;
          operands.push(intern(`${kind.name} ${value}`, constant, kind.bindable));
          numbers.push(values[i]);
        }
        operandStart.push(operands.length);
      }
      blocks.push({
        start: first,
        end: opcodes.length,
        programs: [programIndex],
        copies: 1,
        executions,
        cost,
        weight: (basis === 'places' ? 1 : executions) * weights[programIndex],
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
    constants: Float64Array.from(constants),
    bindable: Uint8Array.from(bindable),
    blocks,
    blockOf: Int32Array.from(blockOf),
  };
}
