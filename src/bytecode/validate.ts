import {
  findByName,
  type Instruction,
  type Isa,
  type Operand,
  type Pool,
  rangeOf,
  semanticsOf,
} from '../isa/isa.js';
import { arrayAccesses } from '../isa/semantics.js';
import { formatNumber } from '../util/format.js';
import { InputError, type SourcePosition } from '../util/input-error.js';
import {
  type Action,
  type Code,
  decodeSection,
  type PoolEntry,
  type Program,
  type Section,
} from './program.js';
import { checkScratch } from './scratch.js';

/** What validation derives: cells the operand stack needs, by section. */
export interface Validity {
  readonly maxStack: Readonly<Record<string, number>>;
}

/** Where the n-th instruction of a section stands in the text that the program was made of. */
export type Locate = (section: string, instruction: number) => SourcePosition;

/** One section as checks see it. */
interface Routine {
  readonly code: Code;
  readonly fail: (instruction: number, what: string) => never;
}

/**
 * Checks that a program can only do what its machine allows: the sizes of its memories, its pools and texts,
 * opcodes, operand ranges, jump targets, stack depth (equal on every way to an instruction, never below
 * zero), no running off the end, no scratch cell read that may not have been written in the same run, and a
 * schedule within bounds. An address that an instruction computes is not
 * checked. Of a machine whose bodies are not expressions the stack is not known: `maxStack` is empty.
 * Throws an `InputError` that says which instruction is wrong; with `locate`, where in its source it stands.
 */
export function validate(isa: Isa, program: Program, locate?: Locate): Validity {
  if (program.machine !== isa.machine)
    throw new InputError(`${program.name} is a program for ${program.machine}, not for ${isa.machine}`);
  checkCells(isa, program);
  for (const pool of isa.pools) checkPool(program, pool, program.pools[pool.name] ?? []);
  const names = new Set<string>();
  const maxStack = new Map<string, number>();
  for (const section of program.sections) {
    if (names.has(section.name))
      throw new InputError(`${program.name}, section ${section.name}: there are two of that name`);
    names.add(section.name);
    const depth = validateSection(isa, program, section, locate);
    if (depth !== null) maxStack.set(section.name, depth);
  }
  const { installed = 0, sections } = program;
  if (!Number.isInteger(installed) || installed < 0 || installed > sections.length)
    throw new InputError(
      `${program.name}: ${installed} of its ${sections.length} sections cannot have been installed`,
    );
  checkSchedule(isa, program, program.schedule);
  return { maxStack: Object.fromEntries(maxStack) };
}

/**
 * Checks one section against the rest of its program. Gives the cells of operand stack that it needs; null
 * where that is not known.
 */
export function validateSection(
  isa: Isa,
  program: Program,
  section: Section,
  locate?: Locate,
): number | null {
  const routine: Routine = {
    code: decodeSection(isa, program, section),
    fail: (instruction, what) => {
      throw new InputError(
        `${program.name}, section ${section.name}: ${what}`,
        locate?.(section.name, instruction),
      );
    },
  };
  checkOperands(isa, program, routine);
  if (isa.bodies !== 'expressions') return null;
  checkFixedAddresses(isa, program, routine);
  const depth = stackDepth(isa, routine);
  checkScratch(isa, routine);
  return depth;
}

/** Cells of all memories of a program together: a gigabyte of doubles. */
export const MAX_CELLS = 2 ** 27;

function checkCells(isa: Isa, program: Program): void {
  let total = 0;
  for (const { index } of isa.memories) {
    const cells = program.cells[index] ?? 0;
    const most = rangeOf(findByName(isa.operandKinds, index)!)[1] + 1;
    if (!Number.isInteger(cells) || cells < 0 || cells > most)
      throw new InputError(`${program.name}: ${cells} cells for each ${index}: it can address 0 to ${most}`);
    total += cells;
  }
  if (total > MAX_CELLS)
    throw new InputError(`${program.name}: ${total} cells in all memories: there may be ${MAX_CELLS}`);
}

function checkPool(program: Program, { name, type, rows }: Pool, entries: readonly PoolEntry[]): void {
  const isValue = (value: unknown) =>
    typeof value === 'number' && (type === 'f64' || Object.is(value, value | 0));
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const fail = (what: string): never => {
      throw new InputError(`${program.name}: ${name}[${i}] ${what}`);
    };
    if (!(rows ? Array.isArray(entry) && entry.every(isValue) : isValue(entry)))
      fail(rows ? `is not a list of ${type}` : `is not of type ${type}`);
    if (rows) continue;
    const text = formatNumber(entry as number);
    if (seen.has(text)) fail(`is ${text} again: a pool has every value once`);
    seen.add(text);
  }
}

function checkOperands(isa: Isa, program: Program, { code, fail }: Routine): void {
  const limits = new Map<Operand, readonly [number, number]>();
  const limitOf = (operand: Operand): readonly [number, number] => {
    const limit = limits.get(operand) ?? operandRange(isa, program, operand);
    limits.set(operand, limit);
    return limit;
  };
  for (const [i, { opcode, operands }] of code.entries()) {
    const instruction = isa.instructions[opcode];
    for (const [k, operand] of instruction.operands.entries()) {
      const [low, high] = limitOf(operand);
      if (operands[k] < low || operands[k] > high)
        fail(
          i,
          `instruction ${i}: ${instruction.name}: the ${operand.kind.name} ${operands[k]} is not in ${low} to ${high}`,
        );
    }
  }
}

/** Inclusive. A label is checked when it is decoded. */
function operandRange(isa: Isa, program: Program, { kind, reach }: Operand): readonly [number, number] {
  const [low, high] = rangeOf(kind);
  if (kind.interned) return [0, (program.texts?.[kind.name]?.length ?? 0) - 1];
  if (kind.pool) return [0, Math.min(high, (program.pools[kind.pool]?.length ?? 0) - 1)];
  const addressed = kind.within ?? kind.name;
  if (isa.memories.some(({ index }) => index === addressed))
    return [-(reach?.[0] ?? 0), Math.min(high, (program.cells[addressed] ?? 0) - 1 - (reach?.[1] ?? 0))];
  return [low, high];
}

/** Addresses that instructions name themselves. */
function checkFixedAddresses(isa: Isa, program: Program, { code, fail }: Routine): void {
  const sizes = new Map([
    ...isa.memories.map(({ name, index }) => [name, program.cells[index] ?? 0] as const),
    ...isa.pools.map(({ name }) => [name, program.pools[name]?.length ?? 0] as const),
  ]);
  const checked = new Set<number>();
  for (const [i, { opcode }] of code.entries()) {
    if (checked.has(opcode)) continue;
    checked.add(opcode);
    const instruction = isa.instructions[opcode];
    for (const [array, address] of fixedAddresses(instruction))
      if (address < 0 || address >= sizes.get(array)!)
        fail(i, `instruction ${i}: ${instruction.name} needs ${array}[${address}]`);
  }
}

/** The cells that an instruction names itself: memories and pools by name. */
export function fixedAddresses(instruction: Instruction): (readonly [array: string, address: number])[] {
  return arrayAccesses(semanticsOf(instruction)).flatMap(({ array, index }) =>
    index.kind === 'number' ? [[array, index.value] as const] : [],
  );
}

function stackDepth(isa: Isa, { code, fail }: Routine): number {
  const depths = new Map<number, number>();
  const work: number[] = [];
  let max = 0;
  const reach = (index: number, depth: number): void => {
    if (index >= code.length) fail(index - 1, 'the code runs off its end');
    const known = depths.get(index);
    if (known !== undefined && known !== depth)
      fail(index, `instruction ${index} is reached with ${known} and with ${depth} cells`);
    if (known === undefined) {
      depths.set(index, depth);
      work.push(index);
    }
  };
  reach(0, 0);
  for (let index = work.pop(); index !== undefined; index = work.pop()) {
    const { opcode, operands } = code[index];
    const { name, pops, pushes } = isa.instructions[opcode];
    const before = depths.get(index)!;
    if (before < pops.length)
      fail(index, `instruction ${index}: ${name} pops ${pops.length} cells of ${before}`);
    const after = before - pops.length + pushes.length;
    max = Math.max(max, after);
    const { control } = semanticsOf(isa.instructions[opcode]);
    if (control.kind === 'jump') reach(operands[control.target], after);
    if (control.kind === 'next' || (control.kind === 'jump' && control.condition)) reach(index + 1, after);
  }
  return max;
}

export const MAX_REPEAT_DEPTH = 100;

/**
 * How often `repeat`s of a run may go round without running any code. They dispatch nothing, and no limit of
 * dispatches would end them.
 */
export const MAX_IDLE_REPEATS = 1_000_000;

function checkSchedule(isa: Isa, program: Program, schedule: readonly Action[], depth = 0): void {
  const fail = (message: string): never => {
    throw new InputError(`${program.name}, schedule: ${message}`);
  };
  for (const action of schedule) {
    if (action.kind === 'run' && !program.sections.some(({ name }) => name === action.section))
      fail(`there is no section ${action.section}`);
    if (action.kind === 'repeat') {
      if (!Number.isSafeInteger(action.times) || action.times < 0)
        fail(`cannot repeat ${action.times} times`);
      if (depth >= MAX_REPEAT_DEPTH) fail('repeats are nested too deeply');
      checkSchedule(isa, program, action.body, depth + 1);
    }
    if (action.kind === 'leave') {
      if (depth === 0) fail('there is no repeat to leave');
      const memory = isa.memories.find(({ name }) => name === action.memory);
      if (memory?.scratch) fail(`${memory.name} is scratch: it holds nothing between sections`);
      const cells = memory ? (program.cells[memory.index] ?? 0) : 0;
      for (const cell of [action.cell, action.atLeast])
        if (!Number.isInteger(cell) || cell < 0 || cell >= cells)
          fail(`there is no cell ${cell} in ${action.memory}`);
    }
    if (action.kind === 'copy') {
      const from = findByName(isa.memories, action.from);
      const to = findByName(isa.memories, action.to);
      if (from?.scratch || to?.scratch)
        fail(`${from?.scratch ? from.name : to?.name} is scratch: it holds nothing between sections`);
      if (!from || from.index !== to?.index || from.type !== to.type)
        fail(`cannot copy ${action.from} to ${action.to}`);
      const { start, length } = action;
      const isCount = (value: number) => Number.isInteger(value) && value >= 0;
      if (!isCount(start) || !isCount(length) || start + length > (program.cells[from?.index ?? ''] ?? 0))
        fail(`cannot copy ${length} cells from ${start} on`);
    }
  }
}
