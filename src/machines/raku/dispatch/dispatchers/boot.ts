import type { Capture } from '../capture.js';
import type { Recording } from '../recording.js';
import type { HostFunction } from '../world.js';
import type { Dispatcher } from './dispatcher.js';

/** Host functions that need a concrete code reference as their first argument. */
const TAKES_CODE: ReadonlySet<string> = new Set<HostFunction>(['try-capture-lex']);

/** Where all dispatches end, as in MoarVM's `boot.c`. */
export const BOOT_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'boot-constant': { dispatch: (recording, capture) => recording.resultConstant(capture.args[0]) },
  'boot-value': {
    dispatch: (recording, capture) => recording.resultValue(recording.trackArg(capture, 0)),
  },
  'boot-code-constant': {
    dispatch: (recording, capture) =>
      recording.codeConstant(capture.args[0].value, recording.dropArg(capture, 0)),
  },
  'boot-code': {
    dispatch: (recording, capture) =>
      recording.trackedCode(recording.trackArg(capture, 0), recording.dropArg(capture, 0)),
  },
  'boot-syscall': { dispatch: callHost },
  'boot-resume': { dispatch: (recording, capture) => recording.resume('topmost', capture) },
  'boot-resume-caller': { dispatch: (recording, capture) => recording.resume('caller', capture) },
  'boot-boolify': { dispatch: boolify },
};

function callHost(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const name = world.textOf(capture.args[0].value) as HostFunction;
  const rest = recording.dropArg(capture, 0);
  if (TAKES_CODE.has(name)) {
    if (!world.isCodeReference(rest.args[0].value)) throw new Error(`${name} needs a code reference`);
    const code = recording.trackArg(rest, 0);
    recording.guardType(code);
    recording.guardConcreteness(code);
  }
  recording.hostFunction(name, rest);
}

/** Native 1 or 0, or what a method says. */
function boolify(recording: Recording, capture: Capture): void {
  const { types } = recording.world;
  const object = recording.trackArg(capture, 0);
  recording.guardType(object);
  const how = recording.world.boolification(types.of(object.value));
  if (how.by === 'method') {
    recording.delegate('lang-call', recording.insertLiteral(capture, 0, how.code));
    return;
  }
  recording.guardConcreteness(object);
  const isConcrete = types.isConcrete(object.value);
  if (how.by === 'host function' && isConcrete) {
    recording.delegate('boot-syscall', recording.insertText(capture, 0, how.name));
    return;
  }
  const truth = isConcrete ? 1 : 0;
  recording.delegate('boot-constant', recording.insertLiteral(capture, 0, truth, 'integer'));
}
