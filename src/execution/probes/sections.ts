import { type DecodedInstruction, encode, type Section } from '../../bytecode/program.js';
import { accessesOf } from '../../isa/accesses.js';
import { findByName, semanticsOf } from '../../isa/isa.js';
import { type Expression, namedPlace, walkSemantics } from '../../isa/semantics.js';
import { FIRST_RESULT, MARKS, type ProbeMachine } from './probe-machine.js';

/** Where control goes if a handler jumps: behind it, before it, or to itself. */
export type JumpWay = 'none' | 'forward' | 'back' | 'self';

/** A cell of one of the machine's memories. */
export interface Cell {
  readonly memory: string;
  readonly cell: number;
}

/** An instruction with operands, and how a state for it is made. */
export interface Probe {
  readonly opcode: number;
  readonly operands: readonly number[];
  readonly way: JumpWay;
  /** Given values before it runs: the cells it reads, and those beside them. */
  readonly fills: readonly Cell[];
  /** Around which value of the pools numbers are drawn at times. */
  readonly focus: number;
  /** Names of its sections: the one that fills memories, and the one with the instruction. */
  readonly fillSection: string;
  readonly section: string;
}

/** Ways to jump that make sense for an instruction, to be taken in turn. */
export function jumpWays({ isa }: ProbeMachine, opcode: number): readonly JumpWay[] {
  const { body, name, pops, pushes } = isa.instructions[opcode];
  const { control } = semanticsOf({ body, name });
  if (control.kind !== 'jump') return ['none'];
  const mayLoop = control.condition !== null && pops.length === pushes.length;
  return mayLoop ? ['forward', 'back', 'self'] : ['forward', 'back'];
}

/** Where results of a handler with so many outputs are: those of registers come first. */
export function resultCells({ isa }: ProbeMachine, outputs: number) {
  const registers = FIRST_RESULT;
  const first = registers + isa.registers.length;
  return { registers, first, below: first + outputs };
}

/** Code of probe instructions and one handler. */
class Writer {
  readonly code: DecodedInstruction[] = [];

  constructor(readonly machine: ProbeMachine) {}

  add(what: string, ...operands: readonly number[]): number {
    return this.code.push({ opcode: this.machine.opcode(what), operands }) - 1;
  }

  section(name: string): Section {
    return { name, code: encode(this.machine.isa, this.code) };
  }
}

/** A section of one instruction of the probes, or of several, that returns. */
export function simpleSection(
  machine: ProbeMachine,
  name: string,
  instructions: readonly (readonly [what: string, ...operands: number[]])[],
): Section {
  const writer = new Writer(machine);
  for (const [what, ...operands] of instructions) writer.add(what, ...operands);
  writer.add('return');
  return writer.section(name);
}

/** Draws the state that a probe begins with into memories. */
export function fillSection(machine: ProbeMachine, { fillSection, fills, focus }: Probe): Section {
  return simpleSection(machine, fillSection, [
    ['begin', focus],
    ...fills.map(({ memory, cell }) => [`fill ${memory}`, cell] as const),
  ]);
}

/**
 * Gives registers and inputs their values, with one cell below that the handler must leave alone, runs the
 * handler, and keeps what it leaves on the stack and in registers.
 */
export function handlerSection(machine: ProbeMachine, probe: Probe): Section {
  const { isa } = machine;
  const { registers } = isa;
  const instruction = isa.instructions[probe.opcode];
  const { inputs, outputs, control } = semanticsOf(instruction);
  const writer = new Writer(machine);
  const cells = resultCells(machine, outputs.length);
  const collect = (mark: number) => {
    for (let i = outputs.length - 1; i >= 0; i--) writer.add('pop', cells.first + i);
    writer.add('pop', cells.below);
    for (const [i, { name }] of registers.entries()) writer.add(`get ${name}`, cells.registers + i);
    writer.add('mark', mark);
    writer.add('return');
  };
  let target = -1;
  if (probe.way === 'back') {
    const around = writer.add('jump', 0);
    target = writer.code.length;
    collect(MARKS.jumped);
    writer.code[around] = { ...writer.code[around], operands: [writer.code.length] };
  }
  for (const { name } of registers) writer.add(`set ${name}`);
  for (let i = 0; i <= inputs; i++) writer.add('push');
  const at = writer.code.push({ opcode: probe.opcode, operands: probe.operands }) - 1;
  if (control.kind === 'next' || (control.kind === 'jump' && control.condition)) collect(MARKS.next);
  if (probe.way === 'self') target = at;
  if (probe.way === 'forward') {
    target = writer.code.length;
    collect(MARKS.jumped);
  }
  const operands = probe.operands.map((value, i) => (instruction.operands[i].kind.label ? target : value));
  if (probe.way !== 'none') writer.code[at] = { opcode: probe.opcode, operands };
  return writer.section(probe.section);
}

/** Cells of a memory whose address only the run tells, at most, at either end. */
const MAX_COMPUTED_CELLS = 16;

/** The cells that an instruction reads, and those beside them, where there are such. */
export function cellsRead(
  { isa }: ProbeMachine,
  opcode: number,
  operands: readonly number[],
  cells: Readonly<Record<string, number>>,
): readonly Cell[] {
  const found = new Map<string, Cell>();
  const add = (memory: string, cell: number) => {
    const count = cells[findByName(isa.memories, memory)!.index];
    if (cell >= 0 && cell < count) found.set(`${memory} ${cell}`, { memory, cell });
  };
  const read = (memory: string, index: Expression) => {
    const place = namedPlace(index);
    if (place) {
      const at = (place.operand === null ? 0 : operands[place.operand]) + place.distance;
      for (const cell of [at - 1, at, at + 1]) add(memory, cell);
    } else {
      const count = cells[findByName(isa.memories, memory)!.index];
      for (let cell = 0; cell < Math.min(count, MAX_COMPUTED_CELLS); cell++) {
        add(memory, cell);
        add(memory, count - 1 - cell);
      }
    }
  };
  walkSemantics(semanticsOf(isa.instructions[opcode]), (inner) => {
    if (inner.kind === 'memory') read(inner.memory, inner.index);
  });
  return [...found.values()].sort((a, b) => a.cell - b.cell);
}

/** The cells that an instruction may write; null for all, where the run tells. */
export function cellsWritten(
  { isa }: ProbeMachine,
  opcode: number,
  operands: readonly number[],
): readonly Cell[] | null {
  const cells: Cell[] = [];
  for (const effect of semanticsOf(isa.instructions[opcode]).effects) {
    if (effect.kind !== 'store') continue;
    const place = namedPlace(effect.index);
    if (!place) return null;
    cells.push({
      memory: effect.memory,
      cell: (place.operand === null ? 0 : operands[place.operand]) + place.distance,
    });
  }
  return cells;
}

/** Whether a handler calls functions that do more than give a result. */
export function isImpure({ isa }: ProbeMachine, opcode: number): boolean {
  return accessesOf(isa.instructions[opcode]).calls;
}

/** Whether a handler may trap or, jumping to itself, never end. */
export function mayBeRejected({ isa }: ProbeMachine, { opcode, way }: Probe): boolean {
  const { effects } = semanticsOf(isa.instructions[opcode]);
  return way === 'self' || effects.some((effect) => effect.kind === 'exit' && effect.how === 'trap');
}
