import type { Capture } from '../capture.js';
import { noMethodError } from '../errors.js';
import type { Recording } from '../recording.js';
import { attributeOf, isScalar } from '../world.js';
import type { Dispatcher } from './dispatcher.js';

export const INVOKE_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'raku-invoke': { dispatch: invoke },
};

/** Calls the code reference of a code object, or what is one already. */
function invoke(recording: Recording, capture: Capture): void {
  const { known, types } = recording.world;
  const code = recording.trackArg(capture, 0);
  const isConstant = recording.isArgLiteral(capture, 0);
  if (!isConstant) {
    recording.guardType(code);
    recording.guardConcreteness(code);
  }
  if (recording.world.isCodeReference(code.value)) {
    recording.delegate(isConstant ? 'boot-code-constant' : 'boot-code', capture);
    return;
  }
  if (!types.isConcrete(code.value) || !types.accepts(known.Code, code.value))
    throw noMethodError(types.of(code.value).name, 'CALL-ME');
  const rest = recording.dropArg(capture, 0);
  if (isConstant) {
    const args = passDecontainerised(recording, code.value, rest);
    const reference = attributeOf(recording.world, code.value, known.Code, '$!do');
    recording.delegate('boot-code-constant', recording.insertLiteral(args, 0, reference));
  } else {
    const reference = recording.trackAttr(code, known.Code, '$!do');
    recording.delegate('boot-code', recording.insertArg(rest, 0, reference));
  }
}

/** What read-only parameters get is taken out of Scalars here, where it often has been read already. */
function passDecontainerised(recording: Recording, code: number, capture: Capture): Capture {
  const { world } = recording;
  const { parameters } = world.routine(code).signature;
  let args = capture;
  for (const [i, { isReadOnly }] of parameters.entries()) {
    const argument = args.args[i];
    if (!isReadOnly || argument?.kind !== 'object' || !isScalar(world, argument.value)) continue;
    const value = recording.trackAttr(recording.trackArg(args, i), world.known.Scalar, '$!value');
    args = recording.insertArg(recording.dropArg(args, i), i, value);
  }
  return args;
}
