import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { DecodedInstruction, PoolEntry } from '../src/bytecode/program.js';
import type { MachineRuntime } from '../src/bytecode/running.js';
import type { Isa, OperandKind } from '../src/isa/isa.js';
import { parseIsa } from '../src/isa/parse.js';
import type { Machine } from '../src/machines/machine.js';
import { hostSources } from '../src/machines/models/host-sources.js';
import { runtime as modelsRuntime } from '../src/machines/models/runtime.js';
import { packageRoot } from '../src/util/package-root.js';
import { isa as counterIsa, createDevice } from './machines/counter/counter.js';
import { isa as draftsIsa } from './machines/drafts/drafts.js';
import { isa as guardsIsa } from './machines/guards/guards.js';
import { createRuntime as createSeersRuntime, isa as seersIsa } from './machines/seers/seers.js';

/** A machine to make random code for. */
export interface Guest {
  readonly isa: Isa;
  readonly cells: Readonly<Record<string, number>>;
  readonly pools: Readonly<Record<string, readonly PoolEntry[]>>;
  /** Values of stack and memory. */
  readonly value: fc.Arbitrary<number>;
  /** An instruction that pushes without popping, and one that pops without pushing. */
  readonly filler: DecodedInstruction;
  readonly remover: DecodedInstruction;
  /** What every section begins with. */
  readonly prologue?: readonly DecodedInstruction[];
  readonly operand: (kind: OperandKind) => fc.Arbitrary<number>;
  readonly hostSources?: Machine['hostSources'];
  createRuntime(): { readonly runtime: MachineRuntime; readonly recorded: readonly number[] };
}

const TRICKY = [
  0,
  -0,
  1,
  -1,
  0.1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  1e-7,
  4294967297,
];
const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/** Few cells, so that operands are often the same. Those from here on belong to the loops of a program. */
export const LOOP_CELLS = 5;
export const LOOPS = 3;

const modelsIsa = parseIsa(
  readFileSync(join(packageRoot, 'src/machines/models/models.isa'), 'utf8'),
  'src/machines/models/models.isa',
);

export function instructionOf(isa: Isa, name: string, ...operands: readonly number[]): DecodedInstruction {
  return { opcode: isa.instructions.findIndex((instruction) => instruction.name === name), operands };
}

export const models: Guest = {
  isa: modelsIsa,
  cells: { slot: LOOP_CELLS },
  pools: {
    constant: TRICKY,
    points: [
      [0, 1, 2, -3],
      [-1, 0.5, 0, 0, 0, 1e300, 7, -0],
    ],
  },
  value: fc.oneof(
    fc.constantFrom(...TRICKY),
    fc.double(),
    fc.integer({ min: -9, max: 9 }).map((value) => value / 2),
  ),
  filler: instructionOf(modelsIsa, 'load_constant', 3),
  remover: instructionOf(modelsIsa, 'assign_curr', 4),
  operand: ({ pool }) =>
    fc.nat(pool === 'constant' ? TRICKY.length - 1 : pool === 'points' ? 1 : LOOP_CELLS - 1),
  hostSources,
  createRuntime: () => ({ runtime: modelsRuntime, recorded: [] }),
};

export const counter: Guest = {
  isa: counterIsa,
  cells: { cell: LOOP_CELLS + LOOPS },
  pools: {},
  value: fc.oneof(
    fc.constantFrom(0, 1, -1, 2, 31, 32, INT_MIN, INT_MAX, INT_MIN + 1, 65536),
    fc.integer({ min: INT_MIN, max: INT_MAX }),
  ),
  filler: instructionOf(counterIsa, 'push', -7),
  remover: instructionOf(counterIsa, 'drop'),
  operand: ({ name }) =>
    name === 'cell'
      ? fc.nat(LOOP_CELLS - 1)
      : name === 'label'
        ? fc.nat(9)
        : fc.constantFrom(0, 1, -1, 2, 31, ...(name === 'wide' ? [-32768, 32767] : [-128, 127])),
  createRuntime: createDevice,
};

export const guards: Guest = {
  ...counter,
  isa: guardsIsa,
  filler: instructionOf(guardsIsa, 'push', -7),
  remover: instructionOf(guardsIsa, 'drop'),
};

/** Functions that see and change memories. */
export const seers: Guest = {
  ...counter,
  isa: seersIsa,
  filler: instructionOf(seersIsa, 'push', -7),
  remover: instructionOf(seersIsa, 'drop'),
  createRuntime: createSeersRuntime,
};

const DRAFTS = 3;

/** Scratch memories, every cell of which is written where a section begins. */
export const drafts: Guest = {
  ...seers,
  isa: draftsIsa,
  cells: { ...seers.cells, draft: DRAFTS },
  filler: instructionOf(draftsIsa, 'push', -7),
  remover: instructionOf(draftsIsa, 'drop'),
  prologue: Array.from({ length: DRAFTS }, (_, draft) =>
    ['put', 'put_other'].flatMap((put) => [
      instructionOf(draftsIsa, 'load', draft),
      instructionOf(draftsIsa, put, draft),
    ]),
  ).flat(),
  operand: (kind) => (kind.name === 'draft' ? fc.nat(DRAFTS - 1) : seers.operand(kind)),
};
