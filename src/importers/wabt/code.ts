import { type Flow, flowOf } from '../../isa/flow.js';
import { quoted } from '../listing.js';
import type { RecordedInstruction } from '../recording.js';
import { type Operation, operationNamed, readOperands } from './operations.js';

/** An instruction of the code that wasm-interp makes of a module, and what happened there. */
export interface Placed {
  readonly pc: number;
  readonly operation: Operation;
  readonly flow: Flow['kind'];
  readonly args: RecordedInstruction['args'];
  /** What each of its lines begins with, unless values of the stack stand in between. */
  readonly head: string;
  n: number;
  isEntry: boolean;
  /** The pc of the instruction after it, once it is known. */
  next: number | null;
  routine: Routine | null;
  /** How often control went where, other than to the next instruction; null: out of the function. */
  readonly transfers: Map<number | null, number>;
}

/** A function, by where it starts. */
export interface Routine {
  readonly start: number;
  readonly instructions: Placed[];
  /** How often control came in from outside, by pc: calls, returns to it, exceptions it catches. */
  readonly entered: Map<number, number>;
  /** Its index in the module, once a call has told it, and the line of that call. */
  index: number | null;
  line: number;
  exported: string | null;
}

/** Reads an operation and its operands, such as `local.set $2, 5`; a text: what is wrong with it. */
export function placed(pc: number, text: string): Placed | string {
  const name = text.split(' ', 1)[0];
  const operation = operationNamed(name);
  if (!operation)
    return `${quoted(name)} is no operation of wasm-interp 1.0.32: the line is damaged, or of another version`;
  const operands = readOperands(operation.form, text.slice(name.length));
  if (!operands) return `these are not the operands of ${name}: the line is damaged, or of another version`;
  const { args, length } = operands;
  const { facts, form } = operation;
  const isTooLarge = args.some(
    (arg, i) => typeof arg === 'number' && arg > 0xffff_ffff && form.operands[i].kind !== 'i64',
  );
  if (isTooLarge) return `an operand of ${name} has more than 32 bits: the line is damaged`;
  return {
    pc,
    operation,
    flow: flowOf(facts.flags).kind,
    args,
    head: text.slice(0, name.length + length).trimEnd(),
    n: 0,
    isEntry: false,
    next: null,
    routine: null,
    transfers: new Map(),
  };
}

/** Whether a line shows the same operation and operands, with whatever values. */
export function isSame({ operation, head, args }: Placed, text: string): boolean {
  if (!operation.form.isMixed) {
    const after = text.charCodeAt(head.length);
    return text.startsWith(head) && (Number.isNaN(after) || after === 0x20 || after === 0x2c);
  }
  const { name, form } = operation;
  if (!text.startsWith(`${name} `)) return false;
  return readOperands(form, text.slice(name.length))?.args.every((arg, i) => arg === args[i]) ?? false;
}

/** A function without instructions so far. */
export function routineAt(start: number): Routine {
  return { start, instructions: [], entered: new Map(), index: null, line: 0, exported: null };
}

/** Makes an instruction part of a function; false: it is part of another one. */
export function claim(instruction: Placed, routine: Routine): boolean {
  if (instruction.routine === null) {
    instruction.routine = routine;
    routine.instructions.push(instruction);
  }
  return instruction.routine === routine;
}

/** Counts one more. */
export function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** The pc that a branch names; null: it names none, or that of another function, as tail calls do. */
export function targetOf({ operation, args }: Placed, before: Placed | undefined): number | null {
  if (operation.facts.operands[0]?.kind !== 'target' || isTailCall(before)) return null;
  return args[0] as number;
}

/** Whether the jump after this one goes to another function. */
export function isTailCall(before: Placed | undefined): boolean {
  return before?.operation.name === 'adjust_frame_for_return_call';
}

/**
 * Divides a whole listing into functions. Each ends in a `return` that no branch goes across. Code that is
 * never reached and has a `return` before it may count as a function of its own, and so do the initial values
 * of globals and segments: neither is ever executed.
 */
export function divide(code: readonly Placed[]): void {
  let routine: Routine | null = null;
  let reach = 0;
  for (const [i, one] of code.entries()) {
    const previous = code[i - 1];
    if (!routine) one.isEntry = true;
    routine ??= routineAt(one.pc);
    claim(one, routine);
    // Nothing falls into what follows these: it is there because control comes from elsewhere.
    if (previous && !['next', 'branch'].includes(previous.flow)) one.isEntry = true;
    reach = Math.max(reach, targetOf(one, previous) ?? 0);
    if (one.operation.name === 'return' && reach <= one.pc) routine = null;
  }
}
