import { InputError } from '../input-error.js';
import type { Isa, Operand } from '../isa/isa.js';
import { type Action, type Code, decodeSection, type Program } from './program.js';

/** What validation derives: cells the operand stack needs, by section. */
export interface Validity {
  readonly maxStack: Readonly<Record<string, number>>;
}

/**
 * Checks that a program can only do what its machine allows: opcodes, operand ranges, jump targets, stack depth
 * (equal on every way to an instruction, never below zero), no running off the end, and a schedule within bounds.
 * Throws an `InputError` that says which instruction is wrong.
 */
export function validate(isa: Isa, program: Program): Validity {
  if (program.machine !== isa.machine)
    throw new InputError(`${program.name} is a program for ${program.machine}, not for ${isa.machine}`);
  for (const pool of isa.pools) {
    const entries = program.pools[pool.name] ?? [];
    for (const [i, entry] of entries.entries())
      if (Array.isArray(entry) !== pool.rows)
        throw new InputError(`${program.name}: ${pool.name}[${i}] has the wrong shape`);
    if (
      !pool.rows &&
      new Set(entries.map((entry) => (Object.is(entry, -0) ? '-0' : entry))).size < entries.length
    )
      throw new InputError(`${program.name}: the pool ${pool.name} holds a value twice`);
  }
  const maxStack: Record<string, number> = {};
  for (const section of program.sections) {
    const where = `${program.name}, section ${section.name}`;
    const code = decodeSection(isa, program, section);
    checkOperands(isa, program, code, where);
    maxStack[section.name] = stackDepth(isa, code, where);
  }
  checkSchedule(isa, program, program.schedule);
  return { maxStack };
}

function checkOperands(isa: Isa, program: Program, code: Code, where: string): void {
  const limits = new Map<Operand, readonly [number, number]>();
  const limitOf = (operand: Operand): readonly [number, number] => {
    let limit = limits.get(operand);
    if (!limit) limits.set(operand, (limit = operandRange(isa, program, operand)));
    return limit;
  };
  for (const [i, { opcode, operands }] of code.entries()) {
    const instruction = isa.instructions[opcode];
    for (const [k, operand] of instruction.operands.entries()) {
      const [low, high] = limitOf(operand);
      if (operands[k] < low || operands[k] > high)
        throw new InputError(
          `${where}: instruction ${i}: ${instruction.name}: the ${operand.kind.name} ${operands[k]} is not in ${low} to ${high}`,
        );
    }
  }
}

/** Inclusive. A label is checked when it is decoded. */
function operandRange(isa: Isa, program: Program, { kind }: Operand): readonly [number, number] {
  const bits = kind.bytes * 8;
  const low = kind.signed ? -(2 ** (bits - 1)) : 0;
  const high = kind.signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  if (kind.pool) return [0, Math.min(high, (program.pools[kind.pool]?.length ?? 0) - 1)];
  const addressed = kind.within ?? kind.name;
  if (isa.memories.some(({ index }) => index === addressed))
    return [0, Math.min(high, (program.cells[addressed] ?? 0) - 1)];
  return [low, high];
}

function stackDepth(isa: Isa, code: Code, where: string): number {
  const depths = new Map<number, number>();
  const work: number[] = [];
  let max = 0;
  const reach = (index: number, depth: number): void => {
    if (index >= code.length) throw new InputError(`${where}: the code runs off its end`);
    const known = depths.get(index);
    if (known !== undefined && known !== depth)
      throw new InputError(`${where}: instruction ${index} is reached with ${known} and with ${depth} cells`);
    if (known === undefined) {
      depths.set(index, depth);
      work.push(index);
    }
  };
  reach(0, 0);
  for (let index = work.pop(); index !== undefined; index = work.pop()) {
    const { opcode, operands } = code[index];
    const { name, pops, pushes, semantics } = isa.instructions[opcode];
    const before = depths.get(index)!;
    if (before < pops.length)
      throw new InputError(`${where}: instruction ${index}: ${name} pops ${pops.length} cells of ${before}`);
    const after = before - pops.length + pushes.length;
    max = Math.max(max, after);
    const { control } = semantics;
    if (control.kind === 'jump') reach(operands[control.target], after);
    if (control.kind === 'next' || (control.kind === 'jump' && control.condition)) reach(index + 1, after);
  }
  return max;
}

function checkSchedule(isa: Isa, program: Program, schedule: readonly Action[]): void {
  const fail = (message: string): never => {
    throw new InputError(`${program.name}, schedule: ${message}`);
  };
  for (const action of schedule) {
    if (action.kind === 'run' && !program.sections.some(({ name }) => name === action.section))
      fail(`there is no section ${action.section}`);
    if (action.kind === 'repeat') {
      if (!Number.isSafeInteger(action.times) || action.times < 0)
        fail(`cannot repeat ${action.times} times`);
      checkSchedule(isa, program, action.body);
    }
    if (action.kind === 'copy') {
      const [from, to] = [action.from, action.to].map((name) =>
        isa.memories.find((memory) => memory.name === name),
      );
      if (!from || !to || from.index !== to.index || from.type !== to.type)
        return fail(`cannot copy ${action.from} to ${action.to}`);
      const end = action.start + action.length;
      if (action.start < 0 || action.length < 0 || end > (program.cells[from.index] ?? 0))
        fail(`cannot copy cells ${action.start} to ${end}`);
    }
  }
}
