import { OBJECT } from '../layout.js';
import type { Attribute, TypeName } from '../syntax/tree.js';
import type { Register, RoutineWriter } from './routine-writer.js';

/** What the names of a program's own types begin with: they may be those of types that are there. */
const OWN = '::';

export function nameOf(type: TypeName): string {
  return typeof type === 'string' ? type : `${OWN}${type.name}`;
}

/** Which cell of an object: attributes of parents come first. */
export function offsetOf(attribute: Attribute): number {
  const { owner } = attribute;
  let before = 0;
  for (let parent = owner.parent; parent; parent = parent.parent) before += parent.attributes.length;
  return OBJECT.first + before + owner.attributes.indexOf(attribute);
}

/** Values of other languages become Raku's. */
export function hllize(writer: RoutineWriter, value: Register): Register {
  return writer.dispatch('lang-hllize', [['object', value]]);
}

/** A container that nothing can be assigned to, because it has no descriptor. */
export function readOnlyContainer(writer: RoutineWriter, value: Register): Register {
  const container = writer.value('create', writer.constant({ kind: 'type', name: 'Scalar' }));
  writer.emit('bindattr_o', container, SCALAR.value, value);
  return container;
}

/** Cells of a `Scalar`. */
export const SCALAR = { descriptor: OBJECT.first, value: OBJECT.first + 1 } as const;

/** What a routine gives back: a value, unless it is a container that is to be assigned to. */
export function returnedValue(writer: RoutineWriter, value: Register | null, isConstant = false): Register {
  if (value !== null && isConstant) return value;
  const result = value ?? writer.constant({ kind: 'type', name: 'Nil' });
  return writer.dispatch('raku-rv-decont', [['object', result]]);
}

export function returnValue(writer: RoutineWriter, value: Register | null, isConstant = false): void {
  writer.emit('return_o', returnedValue(writer, value, isConstant));
}

/** A code object of its own, whose frame around is the one that runs. */
export function closureValue(writer: RoutineWriter, routine: number): Register {
  const template = writer.constant({ kind: 'routine', routine });
  const clone = writer.dispatch('lang-meth-call', [
    ['object', writer.value('decont', template)],
    ['literal text', writer.constant({ kind: 'text', text: 'clone' })],
    ['object', template],
  ]);
  writer.dispatch('raku-capture-lex', [['object', clone]]);
  return clone;
}

/** A native integer: 0 for what is not true. */
export function boolify(writer: RoutineWriter, value: Register): Register {
  return writer.dispatch('boot-boolify', [['object', writer.value('decont', value)]]);
}

/** A method call on a value that may be in a container. */
export function callMethod(
  writer: RoutineWriter,
  object: Register,
  name: string,
  args: readonly Register[] = [],
): Register {
  return writer.dispatch('lang-meth-call', [
    ['object', writer.value('decont', object)],
    ['literal text', writer.constant({ kind: 'text', text: name })],
    ['object', object],
    ...args.map((argument) => ['object', argument] as const),
  ]);
}
