import type { Type } from '../../types.js';
import type { Capture } from '../capture.js';
import type { RecordedValue } from '../recorded-value.js';
import type { Recording } from '../recording.js';
import { attributeOf, type DispatchWorld, type Helper, isScalar } from '../world.js';
import type { Dispatcher } from './dispatcher.js';

/** Assignment: the container and the value, decontainerised. */
export const ASSIGN_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'raku-assign': { dispatch: assign },
};

function assign(recording: Recording, capture: Capture): void {
  const container = recording.trackArg(capture, 0);
  recording.guardType(container);
  recording.guardConcreteness(container);
  const helper = isScalar(recording.world, container.value) ? helperFor(recording, capture, container) : null;
  const code = recording.world.helper(helper ?? 'assign-fallback');
  recording.delegate('boot-code-constant', recording.insertLiteral(capture, 0, code));
}

/** What assigns to a Scalar, by its descriptor; null: nothing that is made for it. */
function helperFor(recording: Recording, capture: Capture, container: RecordedValue): Helper | null {
  const { types, known } = recording.world;
  const descriptor = recording.trackAttr(container, known.Scalar, '$!descriptor');
  const value = recording.trackArg(capture, 1);
  if (!types.isConcrete(descriptor.value)) return null;
  const isNil = value.value === known.Nil.typeObject;
  switch (types.of(descriptor.value)) {
    case known.ContainerDescriptor:
      return isNil ? resetTyped(recording, descriptor, value) : assignTyped(recording, descriptor, value);
    case known['ContainerDescriptor::Untyped']:
      if (isNil) return null;
      recording.guardType(descriptor);
      recording.guardNotLiteralObj(value, known.Nil.typeObject);
      return 'assign-scalar-no-whence-no-typecheck';
    case known['ContainerDescriptor::UninitializedAttribute']:
      return assignFirst(recording, descriptor, value, 'assign-scalar-uninit');
    case known['ContainerDescriptor::BindArrayPos']:
      return assignFirst(recording, descriptor, value, 'assign-scalar-bindpos');
    default:
      return null;
  }
}

function resetTyped(recording: Recording, descriptor: RecordedValue, value: RecordedValue): Helper {
  recording.guardType(value);
  recording.guardType(descriptor);
  guardOf(recording, descriptor);
  return 'assign-scalar-nil-no-whence';
}

function assignTyped(recording: Recording, descriptor: RecordedValue, value: RecordedValue): Helper {
  const { world } = recording;
  recording.guardType(descriptor);
  if (world.types.accepts(elementType(world, descriptor.value), value.value)) {
    guardOf(recording, descriptor);
    recording.guardType(value);
    return 'assign-scalar-no-whence-no-typecheck';
  }
  recording.guardNotLiteralObj(value, world.known.Nil.typeObject);
  return 'assign-scalar-no-whence';
}

function guardOf(recording: Recording, descriptor: RecordedValue): void {
  recording.guardLiteral(recording.trackAttr(descriptor, recording.world.known.ContainerDescriptor, '$!of'));
}

/** The first assignment puts the descriptor in place that later ones go by. */
function assignFirst(
  recording: Recording,
  descriptor: RecordedValue,
  value: RecordedValue,
  helper: 'assign-scalar-uninit' | 'assign-scalar-bindpos',
): Helper | null {
  const { types, known } = recording.world;
  recording.guardType(descriptor);
  const type = types.of(descriptor.value);
  const next = attributeOf(recording.world, descriptor.value, type, '$!next-descriptor');
  const isPlain = types.isConcrete(next) && types.accepts(known.ContainerDescriptor, next);
  if (!isPlain || types.of(value.value) === known.Nil) return null;
  recording.guardLiteral(recording.trackAttr(descriptor, type, '$!next-descriptor'));
  recording.guardType(value);
  const of = elementType(recording.world, next);
  return of === known.Mu || types.accepts(of, value.value) ? `${helper}-no-typecheck` : helper;
}

/** The type that a container descriptor asks for. */
function elementType(world: DispatchWorld, descriptor: number): Type {
  return world.types.of(attributeOf(world, descriptor, world.known.ContainerDescriptor, '$!of'));
}
