import { type FusedIsa, ownInstructions } from '../../isa/fuse.js';
import {
  type Instruction,
  type Isa,
  instructionSet,
  lastingMemories,
  type Memory,
  type OperandKind,
} from '../../isa/isa.js';
import { parseIsa } from '../../isa/parse.js';
import type { CellType } from '../../isa/semantics.js';

/** A machine whose handlers can be put into any state by code, and asked what they left. */
export interface ProbeMachine {
  /**
   * The machine as it is, with instructions of the probes behind its own, memories and pools behind its
   * memories and pools.
   */
  readonly isa: FusedIsa;
  /** The machine's own: all that its externs see. */
  readonly memories: readonly Memory[];
  /** How many opcodes are the machine's own: these are probed. */
  readonly handlers: number;
  /** The opcode of an instruction of the probes, by what it does: `push`, `fill curr`. */
  opcode(what: string): number;
  /** The name of a memory, a pool or an operand kind of the probes. */
  name(what: 'integers' | 'results' | 'cell' | `values ${CellType}`): string;
}

/** Cells of the probes' integers; results follow. */
export const INTEGERS = { counter: 0, random: 1, window: 2, mask: 3, mark: 4 } as const;
/** The first of the cells that results are in, in both memories. */
export const FIRST_RESULT = 5;
/** How many values of each type probes draw from: a power of two. */
export const VALUES = 512;
/** Values at the start that come often, and often together. */
export const SMALL_VALUES = 8;
/** What `mark` says of the way a handler was left. */
export const MARKS = { inside: 1, next: 2, jumped: 3 } as const;

/**
 * Adds to a machine what probes need. No handler of its own can change by that: they are printed one by one
 * from their bodies, and opcodes, operands, registers and the order of arrays stay as they are.
 */
export function createProbeMachine(isa: Isa | FusedIsa): ProbeMachine {
  const prefix = freePrefix(isa);
  const added = parseIsa(declare(isa, prefix).join('\n'), 'probes');
  const own = new Map(isa.operandKinds.map((kind) => [kind.name, kind]));
  const isNew = ({ name }: { readonly name: string }) => name.startsWith(prefix);
  const ownKind = (kind: OperandKind) => own.get(kind.name) ?? kind;
  const probes = added.instructions.map(
    (instruction): Instruction => ({
      ...instruction,
      operands: instruction.operands.map((operand) => ({ ...operand, kind: ownKind(operand.kind) })),
    }),
  );
  const all = instructionSet([...isa.instructions, ...probes]);
  const patterns = 'patterns' in isa ? isa.patterns : [];
  return {
    isa: {
      ...isa,
      operandKinds: [...isa.operandKinds, ...added.operandKinds.filter(isNew)],
      // What a handler leaves in scratch cells is looked at as well.
      memories: [
        ...isa.memories.map((memory) => ({ ...memory, scratch: false })),
        ...added.memories.filter(isNew),
      ],
      pools: [...isa.pools, ...added.pools],
      ...all,
      base: 'base' in isa ? isa.base : isa.instructions.length,
      patterns,
    },
    memories: lastingMemories(isa),
    handlers: ownInstructions(isa),
    opcode: (what) => all.opcodeOf.get(prefix + what.replaceAll(' ', '_'))!,
    name: (what) => prefix + what.replaceAll(' ', '_'),
  };
}

/** What no name of the machine begins with. */
function freePrefix(isa: Isa): string {
  const lists = [isa.operandKinds, isa.memories, isa.pools, isa.registers, isa.externs, isa.instructions];
  const names = lists.flat().map(({ name }) => name);
  let prefix = 'probe_';
  while (names.some((name) => name.startsWith(prefix))) prefix = `${prefix}p_`;
  return prefix;
}

/**
 * Everything of the probes as an `.isa` file. Numbers come from a generator in the machine itself, seeded by
 * a counter, so that a state is told by its number and takes no room in a program.
 */
function declare({ word, memories, registers }: Isa, p: string): string[] {
  const { counter, random, window, mask, mark } = INTEGERS;
  const integers = `${p}integers`;
  const indexes = [...new Set(memories.map(({ index }) => index))];
  const draw = (type: CellType | 'bool') => drawing(p, type);
  const keep = (type: CellType | 'bool', value: string) =>
    type === 'f64'
      ? `${p}results[${p}c] = ${value}`
      : `${integers}[${p}c] = ${type === 'bool' ? `i32(${value} ? 1.0 : 0.0)` : value}`;
  return [
    `machine probes`,
    `word ${word}`,
    ...indexes.map((index) => `operand ${index} : u16`),
    `operand ${p}cell, ${p}index_f64, ${p}index_i32 : u16`,
    `operand ${p}number : i32`,
    `operand ${p}target : u16 label`,
    ...memories.map(({ name, type, index }) => `memory ${name} : ${type}[${index}]`),
    `memory ${integers} : i32[${p}cell]`,
    `memory ${p}results : f64[${p}cell]`,
    `pool ${p}values_f64 : f64[${p}index_f64]`,
    `pool ${p}values_i32 : i32[${p}index_i32]`,
    ...registers.map(({ name, type }) => `register ${name} : ${type}`),
    `${p}start ${p}n:${p}number ( -- ) ${integers}[${counter}] = ${p}n`,
    `${p}skip ( -- ) ${integers}[${counter}] = ${integers}[${counter}] + 1`,
    `${p}begin ${p}n:${p}number ( -- )`,
    `    ${p}x = ${integers}[${counter}] * ${MIX[0]}`,
    `    ${p}y = (${p}x ^ (${p}x >> 15)) * ${MIX[1]}`,
    `    ${p}z = ${p}y ^ (${p}y >> 13)`,
    `    ${p}m = ${p}z & 7`,
    `    ${p}w = (${p}z >> 8) & ${VALUES - 1}`,
    `    ${integers}[${counter}] = ${integers}[${counter}] + 1`,
    `    ${integers}[${random}] = ${p}z`,
    `    ${integers}[${window}] = ${p}m > 2 ? (${p}m < 5 ? ${p}n : ${p}w) : 0`,
    `    ${integers}[${mask}] = (1 << (${MASK_BITS} >> 4 * ${p}m & 15)) - 1`,
    `    ${integers}[${mark}] = ${MARKS.inside}`,
    `${p}mark ${p}n:${p}number ( -- ) ${integers}[${mark}] = ${p}n`,
    ...['integers', 'results'].map(
      (name) => `${p}clear_${name} ${p}c:${p}cell ( -- ) ${p}${name}[${p}c] = 0`,
    ),
    `${p}jump ${p}t:${p}target ( -- ) jump ${p}t`,
    `${p}return ( -- ) return`,
    `${p}push ( -- ${p}v ) ${draw(word)}`,
    `${p}pop ${p}c:${p}cell ( ${p}v -- ) ${keep(word, `${p}v`)}`,
    ...memories.flatMap(({ name, type, index }) => [
      `${p}fill_${name} ${p}a:${index} ( -- ) ${draw(type)}; ${name}[${p}a] = ${p}v`,
      `${p}clear_own_${name} ${p}a:${index} ( -- ) ${name}[${p}a] = 0`,
    ]),
    ...registers.flatMap(({ name, type }) => [
      `${p}set_${name} ( -- ) ${draw(type)}; ${name} = ${p}v`,
      `${p}get_${name} ${p}c:${p}cell ( -- ) ${keep(type, name)}`,
    ]),
  ];
}

/**
 * A state is of one of eight kinds: 4 bits for each say how many bits of a random number tell the values near
 * each other apart.
 */
export const MASK_BITS = 0x91022213 | 0;

/** Odd numbers without pattern, to mix a counter's bits. */
export const MIX = [-1640531535, 739982445] as const;
/** Of the linear congruential generator that every state goes on with. */
export const STEP = [1664525, 1013904223] as const;

/**
 * Statements that give `v` a value: most are near others of this state, so that comparisons find equals, one
 * in eight is any, and one in eight a small one. An f64 is negated at times, NaN too, whose bits then are
 * others.
 */
function drawing(p: string, type: CellType | 'bool'): string {
  const random = `${p}integers[${INTEGERS.random}]`;
  const { window, mask } = INTEGERS;
  const next = `${p}r = ${random} * ${STEP[0]} + ${STEP[1]}; ${random} = ${p}r`;
  if (type === 'bool') return `${next}; ${p}v = ((${p}r >> 16) & 1) == 1`;
  const near = `${p}integers[${window}] + (${p}r >> 16 & ${p}integers[${mask}])`;
  const elsewhere = `(${p}r >> 16) & (((${p}k - 1) >> 31 & ${VALUES - 1}) | ${SMALL_VALUES - 1})`;
  const kind = `${p}k = (${p}r >> 8) & 7`;
  const index = `${kind}; ${p}i = ${p}k < 2 ? ${elsewhere} : (${near}) & ${VALUES - 1}`;
  const value = `${p}values_${type}[${p}i]`;
  if (type === 'i32') return `${next}; ${index}; ${p}v = ${value}`;
  return `${next}; ${index}; ${p}u = ${value}; ${p}v = (${p}r & 7168) == 0 ? -${p}u : ${p}u`;
}
