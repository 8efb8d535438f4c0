import { type Instruction, semanticsOf } from '../isa/isa.js';
import {
  type Control,
  type Effect,
  type Expression,
  mapChildren,
  mapControl,
  type ValueType,
  walk,
} from '../isa/semantics.js';

/**
 * What a handler does, in an order that any language can print: effects, then writes of stack cells, then one
 * move of the stack pointer, then the step to the next instruction. Whoever leaves among the effects owes the
 * stack nothing: it is gone with the run of the section.
 */
export interface Handler {
  readonly effects: readonly Effect[];
  /** Types of the temporaries that the effects define. */
  readonly temporaries: readonly ValueType[];
  readonly writes: readonly CellWrite[];
  /** By how many cells the stack grows. */
  readonly growth: number;
  readonly control: Control;
}

/** `cell` counts from the deepest popped cell. */
export interface CellWrite {
  readonly cell: number;
  readonly value: Expression;
}

/** Orders the writes of an instruction so that no cell is overwritten before its last use. */
export function scheduleHandler(instruction: Instruction): Handler {
  const semantics = semanticsOf(instruction);
  const effects = [...semantics.effects];
  const temporaries: ValueType[] = [];
  for (const effect of effects)
    if (effect.kind === 'define') temporaries[effect.temporary] = effect.value.type;

  const saved = new Map<number, Expression>();
  const useSaved = (expression: Expression): Expression =>
    expression.kind === 'input'
      ? (saved.get(expression.index) ?? expression)
      : mapChildren(expression, useSaved);

  const { control } = semantics;
  const condition = control.kind === 'jump' ? control.condition : null;
  const isWritten = (cell: number) => {
    const output = semantics.outputs[cell];
    return output !== undefined && !(output.kind === 'input' && output.index === cell);
  };
  const readLater = semantics.outputs.map((_, cell) => [
    ...semantics.outputs.slice(cell + 1),
    ...(condition ? [condition] : []),
  ]);
  for (const [cell, later] of readLater.entries()) {
    const read = isWritten(cell)
      ? later.map((expression) => findInput(expression, cell)).find(Boolean)
      : undefined;
    if (!read) continue;
    const temporary = temporaries.length;
    temporaries.push(read.type);
    effects.push({ kind: 'define', temporary, value: read });
    saved.set(cell, { kind: 'temporary', type: read.type, index: temporary });
  }
  const writes = semantics.outputs.flatMap((value, cell) =>
    isWritten(cell) ? [{ cell, value: useSaved(value) }] : [],
  );
  return {
    effects,
    temporaries,
    writes,
    growth: semantics.outputs.length - semantics.inputs,
    control: mapControl(control, useSaved),
  };
}

function findInput(expression: Expression, cell: number): Expression | undefined {
  let found: Expression | undefined;
  walk(expression, (inner) => {
    if (inner.kind === 'input' && inner.index === cell) found = inner;
  });
  return found;
}
