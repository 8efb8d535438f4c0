import type { PoolEntry, Program, Section } from '../../bytecode/program.js';
import type { MachineRuntime } from '../../bytecode/running.js';
import type { FusedIsa } from '../../isa/fuse.js';
import type { Isa } from '../../isa/isa.js';
import { pseudoRandom } from '../../util/random.js';
import { type ProbeBlock, type ProbeOptions, RESET, SKIP } from './block.js';
import { BlockBuilder } from './block-builder.js';
import { type CallLog, notingCalls } from './calls.js';
import { cellsNeeded, cellsOf, chooseOperands, entriesOf, type Sizes } from './operands.js';
import { createProbeMachine, FIRST_RESULT, type ProbeMachine, VALUES } from './probe-machine.js';
import { Reference } from './reference.js';
import {
  type Cell,
  cellsRead,
  cellsWritten,
  fillSection,
  handlerSection,
  jumpWays,
  type Probe,
  simpleSection,
} from './sections.js';
import { probeValues } from './values.js';

/** A program that probes handlers, and what has to come of it. */
export interface ProbePlan {
  readonly machine: ProbeMachine;
  /** Its schedule is empty: those of its blocks may be run in any number and order. */
  readonly program: Program;
  readonly blocks: readonly ProbeBlock[];
  readonly uncovered: readonly string[];
  /** The number of the first state of every block. */
  readonly first: number;
  readonly runtime: MachineRuntime;
  readonly impure: ProbeOptions['impure'];
}

/** Memories of at most so many cells are cleared as a whole. */
const SMALL_MEMORY_CELLS = 64;
const MAX_CELLS = 65_536;
const POOL_ENTRIES = 48;
/** All cells are compared after every state: of large memories, so many of one handler. */
const MAX_CELLS_COMPARED = 2 ** 20;

/** The programs that probe all handlers of a machine: by the room they need, all small ones in the first. */
export function planProbes(
  isa: Isa | FusedIsa,
  runtime: MachineRuntime,
  options: ProbeOptions,
): readonly ProbePlan[] {
  const machine = createProbeMachine(isa);
  const opcodes = [...Array(machine.handlers).keys()];
  const rooms = new Map<number, number[]>();
  for (const opcode of opcodes) {
    const needed = cellsNeeded(machine.isa, opcode);
    const room = needed <= 8 ? 8 : Math.min(MAX_CELLS, 2 ** Math.ceil(Math.log2(needed)));
    rooms.set(room, [...(rooms.get(room) ?? []), opcode]);
  }
  const plans = [...rooms].map(([room, list]) => {
    const cells = room <= 8 ? Math.max(...list.map((opcode) => cellsNeeded(machine.isa, opcode))) : room;
    const isSmall = room <= SMALL_MEMORY_CELLS;
    const states = isSmall ? options.states : Math.min(options.states, MAX_CELLS_COMPARED / room);
    const plan = planOf(machine, runtime, list, { cells, entries: POOL_ENTRIES }, { ...options, states });
    if (states === options.states) return plan;
    const why = `only ${states} states of ${options.states}, because it names a cell that is far from the first`;
    const fewer = list.map((opcode) => `${isa.instructions[opcode].name}: ${why}`);
    return { ...plan, uncovered: [...plan.uncovered, ...fewer] };
  });
  // What a computed address may write is all of a memory, and too much to clear.
  const fits = opcodes.filter(
    (opcode) => isa.instructions[opcode].operands.length > 0 && cellsWritten(machine, opcode, []) !== null,
  );
  if (!options.largest || fits.length === 0) return plans;
  const sizes = { cells: MAX_CELLS, entries: MAX_CELLS };
  const few = { ...options, states: 2, choices: 1, tries: 0 };
  const { uncovered: _, ...largest } = planOf(machine, runtime, fits, sizes, few);
  return [...plans, { ...largest, uncovered: [] }];
}

function planOf(
  machine: ProbeMachine,
  runtime: MachineRuntime,
  opcodes: readonly number[],
  sizes: Sizes,
  options: ProbeOptions,
): ProbePlan {
  const { isa } = machine;
  const { seed, impure } = options;
  const values = { f64: probeValues(isa, 'f64', seed), i32: probeValues(isa, 'i32', seed) };
  const cells = cellsOfProgram(machine, sizes);
  const random = pseudoRandom(seed);
  const fillSections = new Map<string, string>();
  const probes = opcodes.flatMap((opcode) => {
    const hasOperands = isa.instructions[opcode].operands.length > 0;
    const ways = jumpWays(machine, opcode);
    const count = hasOperands ? options.choices : 1;
    const chosen = chooseOperands(isa, opcode, sizes, count, random);
    const constants = Math.min(values[isa.word].constants(opcode), options.choices);
    const most = Math.max(chosen.length, ways.length, constants);
    return Array.from({ length: most }, (_, i): Omit<Probe, 'section'> => {
      const operands = chosen[i % chosen.length];
      const fills = cellsRead(machine, opcode, operands, cells);
      const focus = values[isa.word].focus(opcode, i);
      const key = JSON.stringify([focus, fills]);
      const fillSection = fillSections.get(key) ?? `fill ${fillSections.size}`;
      fillSections.set(key, fillSection);
      return { opcode, operands, way: ways[i % ways.length], fills, focus, fillSection };
    });
  });
  const named = probes.map((probe, i): Probe => ({ ...probe, section: `probe ${i}` }));
  const first = seed | 0;
  const pools = poolsOfProgram(machine, sizes, values);
  const program: Program = {
    name: 'probes',
    family: 'probes',
    machine: isa.machine,
    cells,
    pools,
    sections: sectionsOf(machine, named, cells, first),
    schedule: [],
    symbols: {},
  };
  const log: CallLog = [];
  const functions = impure === 'noted' ? notingCalls(machine, runtime, log) : runtime;
  const reference = new Reference(machine, program, functions);
  const built = opcodes.map((opcode) => {
    const own = named.filter((probe) => probe.opcode === opcode);
    return new BlockBuilder(machine, reference, log, own, first).build(options);
  });
  return {
    machine,
    program,
    blocks: built.flatMap(({ blocks }) => blocks),
    uncovered: built.flatMap(({ uncovered }) => uncovered),
    first,
    runtime,
    impure,
  };
}

function cellsOfProgram(machine: ProbeMachine, sizes: Sizes): Record<string, number> {
  const { isa } = machine;
  const outputs = Math.max(...isa.instructions.map(({ pushes }) => pushes.length));
  const own = isa.memories.map(({ index }) => {
    const kind = isa.operandKinds.find(({ name }) => name === index)!;
    return [index, cellsOf(kind, sizes)] as const;
  });
  const results = FIRST_RESULT + isa.registers.length + outputs + 1;
  return { ...Object.fromEntries(own), [machine.name('cell')]: results };
}

function poolsOfProgram(
  machine: ProbeMachine,
  sizes: Sizes,
  values: Readonly<Record<'f64' | 'i32', ReturnType<typeof probeValues>>>,
): Record<string, readonly PoolEntry[]> {
  const { isa } = machine;
  const own = isa.pools.map(({ name, type, index, rows }): [string, readonly PoolEntry[]] => {
    const kind = isa.operandKinds.find((candidate) => candidate.name === index)!;
    const length = entriesOf(kind, sizes);
    if (rows) return [name, Array.from({ length }, (_, i) => ROWS[i % ROWS.length])];
    if (length <= VALUES) return [name, values[type].values.slice(0, length)];
    return [name, Array.from({ length }, (_, i) => i)];
  });
  return {
    ...Object.fromEntries(own),
    [machine.name('values f64')]: values.f64.values,
    [machine.name('values i32')]: values.i32.values,
  };
}

/** Pairs whose first numbers ascend: what functions that take rows most often want. */
const ROWS: readonly (readonly number[])[] = [
  [0, 1, 2, -3],
  [1, 7],
  [-2, 5, 0, 0, 1, 1, 3, 40],
  [-1, 1, 0, 2, 31, 4, 32, 4],
];

function sectionsOf(
  machine: ProbeMachine,
  probes: readonly Probe[],
  cells: Readonly<Record<string, number>>,
  first: number,
): Section[] {
  const fills = new Map(probes.map((probe) => [probe.fillSection, probe]));
  const clear = [
    ...cellsToClear(machine, probes, cells).map(({ memory, cell }) => [`clear own ${memory}`, cell] as const),
    ...Array.from({ length: cells[machine.name('cell')] }, (_, cell) => cell).flatMap((cell) =>
      (['integers', 'results'] as const).map((memory) => [`clear ${memory}`, cell] as const),
    ),
  ];
  return [
    simpleSection(machine, RESET, [...clear, ['start', first]]),
    simpleSection(machine, SKIP, [['skip']]),
    ...[...fills.values()].map((probe) => fillSection(machine, probe)),
    ...probes.map((probe) => handlerSection(machine, probe)),
  ];
}

/** All cells that anything may write: of small memories simply all. */
function cellsToClear(
  machine: ProbeMachine,
  probes: readonly Probe[],
  cells: Readonly<Record<string, number>>,
): readonly Cell[] {
  const { isa, name } = machine;
  const own = isa.memories.filter((memory) => memory.index !== name('cell'));
  const all = own.flatMap(({ name: memory, index }) =>
    Array.from({ length: cells[index] }, (_, cell): Cell => ({ memory, cell })),
  );
  if (own.every(({ index }) => cells[index] <= SMALL_MEMORY_CELLS)) return all;
  const written = probes.map(({ opcode, operands }) => cellsWritten(machine, opcode, operands));
  if (written.some((list) => list === null)) return all;
  const touched = [...probes.flatMap(({ fills }) => fills), ...written.flatMap((list) => list ?? [])];
  return [...new Map(touched.map((cell) => [`${cell.memory} ${cell.cell}`, cell])).values()];
}
