import type { Capture } from '../capture.js';
import type { RecordedValue } from '../recorded-value.js';
import type { Recording } from '../recording.js';
import { attributeOf, fits, isScalar } from '../world.js';
import { type Dispatcher, MEGAMORPHIC_SITE } from './dispatcher.js';

/** What is done with single values: what routines return, closures, statements' results, attributes. */
export const VALUE_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'raku-rv-decont': { dispatch: decontainerise },
  'raku-rv-typecheck': { dispatch: checkReturned },
  'raku-capture-lex': { dispatch: captureLexicals },
  'raku-sink': { dispatch: sink },
  'raku-is-attr-inited': { dispatch: isInitialised },
};

/** Gets what a routine returns: writable containers are left behind. */
function decontainerise(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const { Iterable, Mu } = world.known;
  if (recording.inlineCacheSize() >= MEGAMORPHIC_SITE) {
    const withType = recording.insertLiteral(capture, 0, Iterable.typeObject);
    const fallback = world.helper('container-fallback');
    recording.delegate('boot-code-constant', recording.insertLiteral(withType, 0, fallback));
    return;
  }
  const returned = recording.trackArg(capture, 0);
  recording.guardType(returned);
  recording.guardConcreteness(returned);
  if (isScalar(world, returned.value)) decontaineriseScalar(recording, capture, returned);
  else if (returned.value === 0)
    recording.delegate('boot-constant', recording.insertLiteral(capture, 0, Mu.typeObject));
  else recording.delegate('boot-value', capture);
}

function decontaineriseScalar(recording: Recording, capture: Capture, scalar: RecordedValue): void {
  const { world } = recording;
  const { Scalar } = world.known;
  const descriptor = recording.trackAttr(scalar, Scalar, '$!descriptor');
  recording.guardConcreteness(descriptor);
  if (!world.types.isConcrete(descriptor.value)) {
    recording.delegate('boot-value', capture);
    return;
  }
  const value = recording.trackAttr(scalar, Scalar, '$!value');
  recording.guardType(value);
  if (!world.isIterable(value.value)) {
    recording.delegate('boot-value', recording.insertArg(capture, 0, value));
    return;
  }
  const args = recording.insertArg(recording.dropArg(capture, 0), 0, value);
  const code = world.helper('recontainerise');
  recording.delegate('boot-code-constant', recording.insertLiteral(args, 0, code));
}

/** Gets what is returned, its type (`Mu` or null: any), and whether that depends on a type parameter. */
function checkReturned(recording: Recording, full: Capture): void {
  const { world } = recording;
  const [returned, type, isGeneric] = full.args;
  if (isGeneric.value) recording.guardType(recording.trackArg(full, 1));
  const capture = recording.dropArg(full, 2);
  if (type.value === 0 || type.value === world.known.Mu.typeObject) {
    recording.delegate('boot-value', recording.dropArg(capture, 1));
    return;
  }
  const constraint = world.constraintOf(type.value);
  let value = recording.trackArg(capture, 0);
  if (isScalar(world, returned.value)) {
    recording.guardType(value);
    value = recording.trackAttr(value, world.known.Scalar, '$!value');
  }
  recording.guardType(value);
  if (constraint.definedness !== 'any') recording.guardConcreteness(value);
  const isNil = world.types.accepts(world.known.Nil, value.value);
  if (isNil || fits(world, value.value, constraint))
    recording.delegate('boot-value', recording.dropArg(capture, 1));
  else recording.delegate('boot-code', recording.insertLiteral(capture, 0, world.helper('return-error')));
}

/** A closure takes the frame that it is made in as its outer one. */
function captureLexicals(recording: Recording, capture: Capture): void {
  const { types, known } = recording.world;
  const code = recording.trackArg(capture, 0);
  recording.guardType(code);
  if (!types.accepts(known.Code, code.value)) {
    recording.delegate('boot-value', capture);
    return;
  }
  const reference = recording.trackAttr(code, known.Code, '$!do');
  const withReference = recording.insertArg(recording.dropArg(capture, 0), 0, reference);
  recording.delegate('boot-syscall', recording.insertText(withReference, 0, 'try-capture-lex'));
}

/** Gets what a statement results in that nobody wants. */
function sink(recording: Recording, capture: Capture): void {
  const { types, known } = recording.world;
  const sunk = recording.trackArg(capture, 0);
  recording.guardType(sunk);
  recording.guardConcreteness(sunk);
  const type = types.of(sunk.value);
  const method = types.isConcrete(sunk.value) ? types.findMethod(type, 'sink') : 0;
  if (method === 0 || method === types.findMethod(known.Mu, 'sink')) {
    recording.delegate('boot-value', capture);
    return;
  }
  const withName = recording.insertText(capture, 0, 'sink');
  const withType = recording.insertLiteral(withName, 0, type.typeObject);
  recording.delegate('raku-meth-call-resolved', recording.insertLiteral(withType, 0, method));
}

/** Gets what is in an attribute: native 1 where something was assigned to it or bound, else 0. */
function isInitialised(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const { known, types } = world;
  const attribute = recording.trackArg(capture, 0);
  let initialised = true;
  if (isScalar(world, attribute.value)) {
    const descriptor = attributeOf(world, attribute.value, known.Scalar, '$!descriptor');
    recording.guardType(recording.trackAttr(attribute, known.Scalar, '$!descriptor'));
    initialised =
      descriptor === 0 || types.of(descriptor) !== known['ContainerDescriptor::UninitializedAttribute'];
  } else {
    if (types.isConcrete(attribute.value)) recording.guardType(attribute);
    recording.guardConcreteness(attribute);
  }
  const truth = recording.insertLiteral(capture, 0, initialised ? 1 : 0, 'integer');
  recording.delegate('boot-constant', truth);
}
