import { changesAll, isValue, memoriesRead } from '../isa/extern-effect.js';
import { type Environment, interpret, type Outcome } from '../isa/interpret.js';
import {
  type Isa,
  instructionNamed,
  isAddress,
  lastingMemories,
  type OperandKind,
  rangeOf,
} from '../isa/isa.js';
import type { Pattern } from '../isa/pattern.js';
import { type CellType, type Semantics, walkSemantics } from '../isa/semantics.js';
import { formatNumber } from '../util/format.js';
import { pseudoRandom } from '../util/random.js';

/** Where an instruction starts from. */
interface State {
  /** Of the free operands. */
  readonly operands: readonly number[];
  /** Of each part. */
  readonly partOperands: readonly (readonly number[])[];
  /** The operand stack, deepest cell first. */
  readonly stack: readonly number[];
  readonly memories: Readonly<Record<string, Float64Array | Int32Array>>;
  readonly pools: Environment['pools'];
  readonly registers: ReadonlyMap<string, number | boolean>;
}

/** Everything that an instruction can change. */
interface Seen {
  readonly control: Outcome['control'];
  readonly calls: readonly string[];
  readonly memories: State['memories'];
  /** Whether nobody reads its scratch cells, stack and registers any more. */
  readonly hasEnded: boolean;
  /** Null where it has ended. */
  readonly stack: readonly number[] | null;
  readonly registers: ReadonlyMap<string, number | boolean> | null;
}

/**
 * Runs parts and an instruction from random states by the interpreter of the semantics. Gives the first state
 * in which they differ, in words; null where they agree in all. Externs are functions of which nothing is
 * known but that equal arguments, and memories where they see them, give equal results.
 */
export function tryStates(
  isa: Isa,
  pattern: Pattern,
  parts: readonly Semantics[],
  fused: Semantics,
  states: number,
): string | null {
  const make = new StateMaker(isa, pattern, [...parts, fused], pseudoRandom(SEED));
  for (let i = 0; i < states; i++) {
    const state = make.next();
    const expected = observe(isa, state, parts, state.partOperands);
    const found = observe(isa, state, [fused], [state.operands]);
    const what = difference(isa, expected, found);
    if (what) return `${describe(state)}: ${what}`;
  }
  return null;
}

const SEED = 20_240_601;

function difference(isa: Isa, expected: Seen, found: Seen): string | null {
  const unlike = (what: string, wanted: Shown, is: Shown) =>
    Object.is(wanted, is) ? null : `${what} is ${show(is)} instead of ${show(wanted)}`;
  const fault =
    unlike('control', expected.control, found.control) ??
    unlike('the calls of externs', expected.calls.join(' '), found.calls.join(' '));
  if (fault) return fault;
  for (const { name } of expected.hasEnded ? lastingMemories(isa) : isa.memories)
    for (const [cell, wanted] of expected.memories[name].entries()) {
      const is = found.memories[name][cell];
      if (!Object.is(wanted, is)) return unlike(`${name}[${cell}]`, wanted, is);
    }
  for (const [name, wanted] of expected.registers ?? []) {
    const fault = unlike(name, wanted, found.registers?.get(name));
    if (fault) return fault;
  }
  const [wanted, is] = [expected.stack ?? [], found.stack ?? []];
  for (let i = 0; i < Math.max(wanted.length, is.length); i++) {
    const fault = unlike(`cell ${i} of the stack`, wanted[i], is[i]);
    if (fault) return fault;
  }
  return null;
}

function observe(
  isa: Isa,
  state: State,
  sequence: readonly Semantics[],
  operands: readonly (readonly number[])[],
): Seen {
  const memories = Object.fromEntries(isa.memories.map(({ name }) => [name, state.memories[name].slice()]));
  const registers = new Map(state.registers);
  const stack = [...state.stack];
  const calls: string[] = [];
  const environment = {
    memories,
    pools: state.pools,
    registers,
    externs: unknownExterns(isa, memories, calls),
  };
  let control: Outcome['control'] = 'next';
  for (const [i, semantics] of sequence.entries()) {
    const inputs = stack.splice(stack.length - semantics.inputs);
    const outcome = interpret(semantics, inputs, operands[i], environment);
    stack.push(...outcome.outputs);
    control = outcome.control;
    if (control !== 'next') break;
  }
  const hasEnded = typeof control === 'string' && control !== 'next';
  return {
    control,
    calls,
    memories,
    hasEnded,
    stack: hasEnded ? null : stack,
    registers: hasEnded ? null : registers,
  };
}

/**
 * Each gives a number that only its arguments tell, and the memories that it sees, the same for the same.
 * Those that are no values are written down; those that change everything put numbers into all memories.
 */
function unknownExterns(isa: Isa, memories: State['memories'], calls: string[]): Environment['externs'] {
  const declared = lastingMemories(isa);
  return Object.fromEntries(
    isa.externs.map((extern) => {
      const { name, result } = extern;
      const seen = changesAll(extern) ? declared.map((memory) => memory.name) : memoriesRead(extern);
      const call = (...values: readonly (number | readonly number[])[]) => {
        const given = `${name}(${values.map((value) => show(value)).join(', ')})`;
        const text = [given, ...seen.map((memory) => `${memory}: ${[...memories[memory]].map(show)}`)].join(
          ' ',
        );
        if (!isValue(extern)) calls.push(text);
        let hash = calls.length * (isValue(extern) ? 0 : 977);
        for (const character of text) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
        const random = pseudoRandom(hash);
        const draw = (type: CellType) =>
          pick(random, type === 'i32' ? INTEGERS : random() < 0.5 ? ORDINARY : DOUBLES);
        if (changesAll(extern))
          for (const { name: memory, type } of declared)
            for (const cell of memories[memory].keys())
              if (random() < 0.5) memories[memory][cell] = draw(type);
        return draw(result);
      };
      return [name, call];
    }),
  );
}

/** Makes states in which values meet: few cells, few values, so that equal ones are often drawn. */
class StateMaker {
  readonly #isa: Isa;
  readonly #pattern: Pattern;
  readonly #random: () => number;
  readonly #pools: State['pools'];
  /** Cells of the stack that are enough for all. */
  readonly #depth: number;
  readonly #palettes: readonly (readonly number[])[];
  readonly #integers: readonly number[];
  #palette: readonly number[] = PALETTES[0];
  /** How far an operand may be from the cells that it uses, over all of them. */
  readonly #span: number;

  constructor(isa: Isa, pattern: Pattern, semantics: readonly Semantics[], random: () => number) {
    this.#isa = isa;
    this.#pattern = pattern;
    this.#random = random;
    this.#depth = semantics.reduce((sum, { inputs }) => sum + inputs, 0);
    const near = valuesNear(numbersIn(semantics, pattern));
    const integers = near.filter((value) => Object.is(value, value | 0));
    this.#palettes = [...PALETTES, [...SMALL, ...near]];
    this.#integers = [...INTEGERS, ...integers, ...integers];
    const offsets = pattern.parts.flatMap(({ bindings }) =>
      bindings.map((binding) =>
        binding.kind === 'same'
          ? Math.abs(binding.offset)
          : binding.kind === 'constant' && typeof binding.value === 'number'
            ? Math.min(MAX_SPAN, Math.abs(binding.value) || 0)
            : 0,
      ),
    );
    this.#span = Math.max(0, ...offsets);
    this.#pools = Object.fromEntries(isa.pools.map((pool) => [pool.name, this.#pool(pool)]));
  }

  next(): State {
    const operands: number[] = [];
    const all: number[] = [];
    const partOperands = this.#pattern.parts.map(({ opcode, bindings }) =>
      bindings.map((binding, i) => {
        const { kind } = instructionNamed(this.#isa, opcode)!.operands[i];
        const value = this.#operand(binding, kind, all, operands.length);
        if (binding.kind === 'free') operands.push(value);
        all.push(value);
        return value;
      }),
    );
    // Where values are few, they meet; where they are ordinary, none swallows the others as NaN does.
    this.#palette = pick(this.#random, this.#palettes);
    const values = Array.from({ length: 3 }, () => this.#value(this.#isa.word));
    const memories = Object.fromEntries(
      this.#isa.memories.map(({ name, type }) => {
        const cells = Array.from({ length: CELLS + 2 * this.#span }, () => this.#value(type));
        return [name, type === 'f64' ? Float64Array.from(cells) : Int32Array.from(cells)];
      }),
    );
    return {
      operands,
      partOperands,
      stack: Array.from({ length: this.#depth }, () =>
        this.#random() < 0.3 ? pick(this.#random, values) : this.#value(this.#isa.word),
      ),
      memories,
      pools: this.#pools,
      registers: new Map(
        this.#isa.registers.map(({ name, type }) => [
          name,
          type === 'bool' ? this.#random() < 0.5 : this.#value(type),
        ]),
      ),
    };
  }

  #operand(
    binding: Pattern['parts'][number]['bindings'][number],
    kind: OperandKind,
    all: readonly number[],
    free: number,
  ): number {
    if (binding.kind === 'same') return all[binding.as] + binding.offset;
    if (binding.kind === 'constant')
      return kind.pool
        ? this.#pools[kind.pool].findIndex((value) => Object.is(value, binding.value))
        : Number(binding.value);
    // No two jump targets are the same.
    if (kind.label) return LABELS + free;
    if (kind.pool) return Math.floor(this.#random() * this.#pools[kind.pool].length);
    if (isAddress(this.#isa, kind)) return this.#span + Math.floor(this.#random() * CELLS);
    const [low, high] = rangeOf(kind);
    return Math.min(high, Math.max(low, pick(this.#random, this.#integers)));
  }

  #pool({ name, type, rows }: Isa['pools'][number]): (number | readonly number[])[] {
    const some = () => Array.from({ length: 3 }, () => this.#value(type));
    if (rows) return [some(), some(), []];
    const isOfPool = ({ opcode }: Pattern['parts'][number], i: number) =>
      instructionNamed(this.#isa, opcode)!.operands[i].kind.pool === name;
    const bound = this.#pattern.parts.flatMap((part) =>
      part.bindings.flatMap((binding, i) =>
        binding.kind === 'constant' && isOfPool(part, i) ? [Number(binding.value)] : [],
      ),
    );
    const values = [...bound, ...some()];
    return values.filter((value, i) => values.findIndex((other) => Object.is(other, value)) === i);
  }

  #value(type: CellType): number {
    return pick(this.#random, type === 'i32' ? this.#integers : this.#palette);
  }
}

/** What values are compared with, or come of constants. */
function numbersIn(semantics: readonly Semantics[], { parts }: Pattern): number[] {
  const found = new Set<number>();
  for (const one of semantics)
    walkSemantics(one, (inner) => {
      if (inner.kind === 'number') found.add(inner.value);
    });
  for (const { bindings } of parts)
    for (const binding of bindings) if (binding.kind === 'constant') found.add(Number(binding.value));
  return [...found].filter(Number.isFinite).slice(0, MAX_NUMBERS);
}

/** The numbers themselves, those beside them, and what two of them make. */
function valuesNear(numbers: readonly number[]): number[] {
  return numbers.flatMap((a) => [
    ...[a, -a, a + 1, a - 1, a * (1 + Number.EPSILON), a * (1 - Number.EPSILON)],
    ...numbers.flatMap((b) => [a + b, a - b]),
  ]);
}

const MAX_NUMBERS = 8;
const CELLS = 4;
const MAX_SPAN = 64;
const LABELS = 1_000_000;
const SMALL = [0, 1, 2, 3, 4, 5];
const INTEGERS = [...SMALL, ...SMALL, -1, 7, 31, 32, 33, 255, 65_535, 2 ** 31 - 1, -(2 ** 31)];
const DOUBLES = [
  ...[...SMALL, ...SMALL, -0, -0, -1, 0.5, 0.1, -2.5, 1e-7, 2 ** 31, 2 ** 53, -(2 ** 40) - 0.5],
  ...[Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 1 + Number.EPSILON],
];

const ORDINARY = [1, 2, 3, 5, 7.25, 0.5, 0.1, -1, -2.5, 11, 13.75, 1e-3, -1e3, 1.3, 4];
const PALETTES = [ORDINARY, ORDINARY, SMALL, DOUBLES];

function pick<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)];
}

function describe({ operands, stack, registers }: State): string {
  const facts = [
    operands.length > 0 && `operands ${operands.join(', ')}`,
    stack.length > 0 && `stack ${stack.map(formatNumber).join(', ')}`,
    ...[...registers].map(([name, value]) => `${name} ${show(value)}`),
  ].filter((fact) => fact !== false);
  return facts.length > 0 ? `with ${facts.join('; ')}` : 'from any state';
}

type Shown = number | boolean | string | readonly number[] | undefined;

function show(value: Shown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object') return `[${value.map(formatNumber).join(' ')}]`;
  return typeof value === 'number' ? formatNumber(value) : String(value);
}
