import fc from 'fast-check';
import { type DecodedInstruction, encode, type Program } from '../src/bytecode/program.js';
import type { RunningMachine } from '../src/bytecode/running.js';
import type { Isa, OperandKind, Runtime } from '../src/isa/isa.js';
import { formatConstant } from '../src/isa/pattern.js';
import { schedule } from './random-code.js';
import type { Guest } from './random-guests.js';
import { CELLS } from './random-isa.js';

/** Programs for `randomMachine`, with loops that end, jumps, exits and all their data. */

const POOLS = {
  literals: [0, -0, 1, Number.NaN, -1.5, Number.POSITIVE_INFINITY, 2 ** 31, 3],
  wholes: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 7],
  rows: [[1, -0, 2.5], []],
} as const;

/** An instruction by numbers that choose among what a machine has. */
interface Choice {
  readonly opcode: number;
  readonly operands: readonly number[];
}

/** Straight code from depth 0 to depth 0, perhaps with a jump at its end. */
interface Line {
  readonly instructions: readonly Choice[];
  readonly jump: (Choice & { readonly target: number }) | null;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  opcode: fc.nat(99),
  operands: fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }),
});
const line: fc.Arbitrary<Line> = fc.record({
  instructions: fc.array(choice, { minLength: 1, maxLength: 6 }),
  jump: fc.option(
    choice.chain((one) => fc.nat(9).map((target) => ({ ...one, target }))),
    { freq: 3 },
  ),
});
const section = fc.array(line, { maxLength: 5 });

/** What random programs are made of, before their machine is known. */
export const programShape = fc.tuple(section, section);
export type ProgramShape = readonly [readonly Line[], readonly Line[]];

/** Cells popped above those that `fillers` push, and pushed above what is kept. */
const MAX_DEPTH = 5;

class Writer {
  readonly code: DecodedInstruction[] = [];
  #depth = 0;
  /** Of lines begun so far; jumps name lines. */
  readonly #starts: number[] = [];
  readonly #jumps: { readonly at: number; readonly line: number }[] = [];

  constructor(readonly isa: Isa) {}

  section(lines: readonly Line[]): DecodedInstruction[] {
    for (const [i, { instructions, jump }] of lines.entries()) {
      this.#starts[i] = this.code.length;
      const plain = this.#withFlow('next');
      for (const one of instructions) this.#add(plain[one.opcode % plain.length], one.operands);
      if (jump) this.#jump(jump, jump.target % (lines.length + 1), i);
      while (this.#depth > 0) this.#named('drop');
    }
    this.#starts[lines.length] = this.code.length;
    this.#named('halt');
    for (const { at, line } of this.#jumps) {
      const { opcode, operands } = this.code[at];
      const target = this.#labelOf(opcode);
      this.code[at] = { opcode, operands: operands.with(target, this.#starts[line]) };
    }
    return this.code;
  }

  /** A jump goes to a line, where the stack is empty, or, with values on it, on to the next instruction. */
  #jump({ opcode, operands }: Choice, target: number, from: number): void {
    const jumping = [...this.#withFlow('branch'), ...this.#withFlow('jump')];
    const chosen = jumping[opcode % jumping.length];
    const { pops, pushes } = this.isa.instructions[chosen];
    while (this.#depth > pops.length) this.#named('drop');
    if (target <= from) this.#named('tick');
    this.#add(chosen, operands);
    if (pushes.length === 0) this.#jumps.push({ at: this.code.length - 1, line: target });
  }

  #withFlow(kind: string): number[] {
    return [...this.isa.instructions.keys()].filter(
      (opcode) => this.isa.instructions[opcode].flow.kind === kind,
    );
  }

  #labelOf(opcode: number): number {
    return this.isa.instructions[opcode].operands.findIndex(({ kind }) => kind.label);
  }

  #named(name: string, ...numbers: readonly number[]): void {
    this.#add(this.isa.opcodeOf.get(name)!, numbers);
  }

  #add(opcode: number, numbers: readonly number[]): void {
    const { pops, pushes, operands } = this.isa.instructions[opcode];
    while (this.#depth < pops.length) this.#named('push_literal', this.code.length);
    const next = this.code.length + 1;
    this.code.push({
      opcode,
      operands: operands.map(({ kind }, i) => (kind.label ? next : operandOf(kind, numbers[i] ?? 0))),
    });
    this.#depth += pushes.length - pops.length;
    while (this.#depth > MAX_DEPTH) this.#named('drop');
  }
}

function operandOf({ name, pool }: OperandKind, number: number): number {
  if (pool) return number % POOLS[pool as keyof typeof POOLS].length;
  return name === 'number' ? number - 128 : number % CELLS;
}

/** A program of two sections, of which the second runs again and again. */
export function programOf(isa: Isa, shape: ProgramShape): Program {
  const [first, second] = shape.map((lines) => encode(isa, new Writer(isa).section(lines)));
  return {
    name: 'random',
    family: 'random',
    machine: isa.machine,
    cells: { cell: CELLS, other: CELLS },
    pools: POOLS,
    sections: [
      { name: 'first', code: first },
      { name: 'second', code: second },
    ],
    schedule: schedule('m', 'm2'),
    symbols: {},
  };
}

/** A program as people read it in a counterexample. */
export function showProgram({ instructions }: Isa, code: readonly DecodedInstruction[]): string {
  return code
    .map(({ opcode, operands }, i) => `${i}: ${[instructions[opcode].name, ...operands].join(' ')}`)
    .join('\n');
}

/** What the functions of a random machine do; those that are no values write down every call and depend on all before. */
export function createRuntime(): ReturnType<Guest['createRuntime']> & { readonly calls: readonly string[] } {
  const recorded: number[] = [];
  const calls: string[] = [];
  const record = (name: string, value: number): number => {
    recorded.push(value);
    return calls.push(`${name}(${formatConstant(value)})`);
  };
  const sum = (cells: ArrayLike<number>) => Array.from(cells).reduce((all, value) => all * 3 + value, 0);
  const runtime = ({ memories: { m, m2, integers } }: RunningMachine) =>
    ({
      note: (value: number) => value / record('note', value),
      count: (value: number) => value ^ record('count', value),
      mix: (value: number, integer: number) => value * 0.5 + integer,
      first: (row: ArrayLike<number>, at: number) => (at >= 0 && at < row.length ? row[at] : row.length),
      peek: (value: number, integer: number) => value + sum(m) - sum(integers) * integer,
      sum: (value: number) => value ^ sum(m2),
      disturb: (value: number) => {
        const seen = value ^ sum(m) ^ (5 * sum(m2)) ^ (7 * sum(integers));
        const made = record('disturb', seen);
        m[made % m.length] += 1;
        integers[seen & 3] = made;
        m2[seen & 1] = m[0] + 0.5;
        return seen ^ made;
      },
    }) satisfies Record<string, (...values: never[]) => number>;
  return { runtime: runtime as (run: RunningMachine) => Runtime, recorded, calls };
}
