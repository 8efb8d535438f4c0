import type { Capture } from '../capture.js';
import type { Recording } from '../recording.js';
import type { Dispatcher } from './dispatcher.js';

/** Entries that go by the language of the object. The only language with calls of its own is Raku. */
export const LANGUAGE_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'lang-call': { dispatch: call },
  'lang-meth-call': { dispatch: guardLanguageThen('raku-meth-call') },
  'lang-find-meth': { dispatch: guardLanguageThen('raku-find-meth') },
  'lang-hllize': { dispatch: hllize },
  'raku-hllize': { dispatch: transform },
};

function call(recording: Recording, capture: Capture): void {
  const callee = recording.trackArg(capture, 0);
  recording.guardType(callee);
  const isCode = recording.world.isCodeReference(callee.value);
  if (isCode) recording.guardConcreteness(callee);
  recording.delegate(isCode ? 'boot-code' : 'raku-call', capture);
}

function guardLanguageThen(dispatcher: string) {
  return (recording: Recording, capture: Capture) => {
    recording.guardHll(recording.trackArg(capture, 0));
    recording.delegate(dispatcher, capture);
  };
}

function hllize(recording: Recording, capture: Capture): void {
  recording.guardHll(recording.trackArg(capture, 0));
  const [{ value, kind }] = capture.args;
  const isRaku = kind === 'object' && value !== 0 && recording.world.types.of(value).language === 'Raku';
  recording.delegate(isRaku ? 'boot-value' : 'raku-hllize', capture);
}

/** Wraps what the machine has in an object of the language. */
function transform(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const value = recording.trackArg(capture, 0);
  recording.guardType(value);
  recording.guardConcreteness(value);
  if (value.value === 0) {
    const rest = recording.dropArg(capture, 0);
    recording.delegate('boot-constant', recording.insertLiteral(rest, 0, world.known.Mu.typeObject));
    return;
  }
  const helper =
    value.kind === 'integer'
      ? 'hllize-integer'
      : value.kind === 'text'
        ? 'hllize-text'
        : world.types.isConcrete(value.value) && world.hllTransform(world.types.of(value.value));
  if (helper) recording.delegate('lang-call', recording.insertLiteral(capture, 0, world.helper(helper)));
  else recording.delegate('boot-value', capture);
}
