import { type Instruction, type Isa, semanticsOf } from '../../isa/isa.js';
import type { Effect, ValueType } from '../../isa/semantics.js';
import { type Handler, scheduleHandler } from '../handler.js';
import { temporaryName } from '../language.js';
import { mayTrap } from '../opcodes.js';
import {
  emitCall,
  emitExpression,
  registerName,
  type Surroundings,
  validatedAddress,
  wasmType,
} from './expression.js';
import { writeHelper } from './helpers.js';
import {
  type CodeLine,
  call,
  end,
  getLocal,
  i32,
  type Node,
  node,
  plus,
  run,
  setGlobal,
  setLocal,
} from './instructions.js';
import { CELL_BYTES, CODE_WORD_BYTES, type Place } from './layout.js';
import type { Global, Local } from './module.js';

export const PC = 'pc';
export const SP = 'sp';
/** Not zero once a section has trapped; whoever runs sections resets it. */
export const TRAPPED = 'machine.trapped';

/** Globals that handlers of a machine need. */
export function trapGlobals(isa: Isa): readonly Global[] {
  return mayTrap(isa) ? [{ name: TRAPPED, type: 'i32', exported: true }] : [];
}

/**
 * The lines of one handler up to the next dispatch: its effects, its outputs, the new stack pointer and the
 * new program counter. Both are addresses in linear memory. Null `next`: the section returns.
 */
export interface EmittedHandler {
  readonly lines: readonly CodeLine[];
  readonly returns: boolean;
}

/** Emits a handler that finds its operands after its opcode, and its cells below the stack pointer. */
export function emitHandler(isa: Isa, place: Place, instruction: Instruction): EmittedHandler {
  const handler = scheduleHandler(instruction);
  const { inputs, outputs } = semanticsOf(instruction);
  const cellBytes = CELL_BYTES[isa.word];
  const around: Surroundings = {
    layout: place.layout,
    text: place.text,
    input: (index) => node(`${isa.word}.load`, [getLocal(SP)], index * cellBytes),
    operand: (index) => node('i32.load', [getLocal(PC)], (index + 1) * CODE_WORD_BYTES),
    reach: (index) => instruction.operands[index].reach ?? [0, 0],
  };
  const returns = handler.control.kind === 'return';
  // Offsets of loads and stores cannot be negative, so the stack pointer first moves to the deepest popped
  // cell.
  const lines = [
    ...(inputs > 0 ? [setLocal(SP, plus(getLocal(SP), -inputs * cellBytes))] : []),
    ...handler.effects.flatMap((effect) => emitEffect(effect, around, run(node('return')))),
    ...handler.writes.map(({ cell, value }) =>
      run(node(`${isa.word}.store`, [getLocal(SP), emitExpression(value, around)], cell * cellBytes)),
    ),
    ...(returns ? [] : [setLocal(PC, nextPc(instruction, handler, around))]),
    ...(returns || outputs.length === 0
      ? []
      : [setLocal(SP, plus(getLocal(SP), outputs.length * cellBytes))]),
  ];
  return { lines, returns };
}

function nextPc(instruction: Instruction, { control }: Handler, around: Surroundings): Node {
  const following = plus(getLocal(PC), (1 + instruction.operands.length) * CODE_WORD_BYTES);
  if (control.kind !== 'jump') return following;
  const target = around.operand(control.target);
  return control.condition
    ? node('select', [target, following, emitExpression(control.condition, around)])
    : target;
}

/** Lines of an effect; `leave` stands where the section is left in its middle. */
export function emitEffect(effect: Effect, around: Surroundings, leave: CodeLine): readonly CodeLine[] {
  if (effect.kind !== 'exit') return [emitStep(effect, around)];
  const noteTrap = effect.how === 'trap' ? [setGlobal(TRAPPED, i32(1))] : [];
  return [{ kind: 'if', condition: emitExpression(effect.condition, around) }, ...noteTrap, leave, end()];
}

function emitStep(effect: Exclude<Effect, { kind: 'exit' }>, around: Surroundings): CodeLine {
  switch (effect.kind) {
    case 'define':
      return setLocal(
        temporaryName(effect.value.type, effect.temporary),
        emitExpression(effect.value, around),
      );
    case 'store': {
      const value = emitExpression(effect.value, around);
      const address = validatedAddress(effect.memory, effect.index, around);
      if (!address)
        return run(call(writeHelper(effect.memory), [emitExpression(effect.index, around), value]));
      const { type } = around.layout.arrays.get(effect.memory)!;
      return run(node(`${type}.store`, [address.base, value], address.offset));
    }
    case 'set':
      return setLocal(registerName(effect.register), emitExpression(effect.value, around));
    case 'call':
      return run(node('drop', [emitCall(effect.call, around)]));
  }
}

/** Locals for the temporaries of handlers or pieces, which may share them. */
export function temporaryLocals(owners: readonly { readonly temporaries: readonly ValueType[] }[]): Local[] {
  const used = new Map<string, Local>();
  for (const { temporaries } of owners)
    for (const [index, type] of temporaries.entries()) {
      const name = temporaryName(type, index);
      used.set(name, { name, type: wasmType(type) });
    }
  return [...used.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function registerLocals({ registers }: Pick<Isa, 'registers'>): Local[] {
  return registers.map(({ name, type }) => ({ name: registerName(name), type: wasmType(type) }));
}
