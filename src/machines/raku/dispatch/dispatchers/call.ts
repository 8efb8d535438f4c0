import type { Capture } from '../capture.js';
import type { RecordedValue } from '../recorded-value.js';
import type { Recording } from '../recording.js';
import type { Dispatcher } from './dispatcher.js';

/** Calls of code objects: the callee, decontainerised, then its arguments. */
export const CALL_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'raku-call': { dispatch: call },
  'raku-call-simple': { dispatch: callSimple },
};

function call(recording: Recording, capture: Capture): void {
  const { types, known } = recording.world;
  const callee = recording.trackArg(capture, 0);
  recording.guardType(callee);
  if (types.isConcrete(callee.value) && types.accepts(known.Method, callee.value)) {
    callMethod(recording, capture, callee);
    return;
  }
  delegateCall(recording, capture, recording.isArgLiteral(capture, 0) ? null : callee);
}

/** A method that was looked up before goes on as if it were called by its name, so that `callsame` works. */
function callMethod(recording: Recording, capture: Capture, callee: RecordedValue): void {
  const { known } = recording.world;
  recording.guardLiteral(callee);
  const { name, signature } = recording.world.routine(callee.value);
  const { typeObject } = signature.parameters[0]?.type ?? known.Mu;
  const withType = recording.insertLiteral(capture, 1, typeObject);
  recording.delegate('raku-meth-call-resolved', recording.insertText(withType, 2, name));
}

/** Like `raku-call` where methods have been dealt with. */
function callSimple(recording: Recording, capture: Capture): void {
  const callee = recording.trackArg(capture, 0);
  recording.guardType(callee);
  if (isRoutine(recording, callee.value)) guardCandidates(recording, callee);
  recording.delegate(dispatcherFor(recording, callee.value), capture);
}

/**
 * Passes a capture that begins with a code object on to what calls it. A callee that the program does not fix
 * is guarded not to change what it dispatches to.
 */
export function delegateCall(recording: Recording, capture: Capture, unfixed: RecordedValue | null): void {
  const [{ value }] = capture.args;
  const isPlainRoutine = isRoutine(recording, value) && !recording.world.routine(value).wrappers;
  if (unfixed && isPlainRoutine) guardCandidates(recording, unfixed);
  const isWrapped = isRoutine(recording, value) && !isPlainRoutine;
  recording.delegate(isWrapped ? 'raku-invoke-wrapped' : dispatcherFor(recording, value), capture);
}

export function guardCandidates(recording: Recording, routine: RecordedValue): void {
  recording.guardLiteral(recording.trackAttr(routine, recording.world.known.Routine, '@!dispatchees'));
}

function dispatcherFor(recording: Recording, code: number): string {
  return isRoutine(recording, code) && recording.world.routine(code).candidates
    ? 'raku-multi'
    : 'raku-invoke';
}

function isRoutine({ world: { types, known } }: Recording, value: number): boolean {
  return types.isConcrete(value) && types.accepts(known.Routine, value);
}
