import type { Capture } from '../capture.js';
import type { RecordedValue } from '../recorded-value.js';
import type { Recording } from '../recording.js';
import { attributeOf, createWith, type DispatchWorld } from '../world.js';
import { type Dispatcher, guardResumeKind, RESUME, resumeNextOrNil } from './dispatcher.js';

/** Calls of wrapped routines: from wrapper to wrapper, the routine itself last. */
export const WRAPPER_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'raku-invoke-wrapped': { dispatch: invokeWrapped },
  'raku-wrapper-deferral': { dispatch: callFirst, resume: callNext },
};

/** Code objects as a linked list that ends with the type object of `Exhausted`. */
export function deferralChain(world: DispatchWorld, codes: readonly number[]): number {
  const { DeferralChain, Exhausted } = world.known;
  return codes.reduceRight(
    (next, code) => createWith(world, DeferralChain, { '$!code': code, '$!next': next }),
    Exhausted.typeObject,
  );
}

function invokeWrapped(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const routine = recording.trackArg(capture, 0);
  const type = world.types.of(routine.value);
  recording.guardLiteral(recording.trackAttr(routine, type, '$!wrappers'));
  const chain = deferralChain(world, world.routine(routine.value).wrappers ?? []);
  const args = recording.dropArg(capture, 0);
  const withChain = recording.insertLiteral(args, 0, chain);
  const withKind = recording.insertLiteral(withChain, 0, RESUME.none, 'integer');
  recording.delegate('raku-wrapper-deferral', withKind);
}

/** Gets the kind of resumption, the chain, and the arguments. */
function callFirst(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const { DeferralChain } = world.known;
  const chain = recording.trackArg(capture, 1);
  recording.guardLiteral(recording.trackAttr(chain, DeferralChain, '$!code'));
  const next = attributeOf(world, chain.value, DeferralChain, '$!next');
  const args = recording.dropArgs(capture, 0, 2);
  if (world.types.isConcrete(next)) recording.setResumeInitArgs(recording.insertLiteral(args, 0, next));
  const code = attributeOf(world, chain.value, DeferralChain, '$!code');
  recording.delegate('raku-call-simple', recording.insertLiteral(args, 0, code));
}

function callNext(recording: Recording, capture: Capture): void {
  const { known } = recording.world;
  const kind = guardResumeKind(recording, capture);
  const init = recording.getResumeInitArgs();
  if (kind === RESUME.onlyStar) {
    if (!recording.nextResumption()) throw new Error('a wrapped proto has no dispatch around it');
    return;
  }
  const chain = currentDeferral(recording, init);
  if (!chain) {
    resumeNextOrNil(recording, capture);
    return;
  }
  recording.guardLiteral(recording.trackAttr(chain, known.DeferralChain, '$!code'));
  recording.setResumeState(recording.trackAttr(chain, known.DeferralChain, '$!next'));
  const code = attributeOf(recording.world, chain.value, known.DeferralChain, '$!code');
  recording.delegate('raku-call-simple', recording.insertLiteral(recording.dropArg(init, 0), 0, code));
}

/** What is left of the chain: at first among the initial arguments, then the state; null at its end. */
function currentDeferral(recording: Recording, init: Capture): RecordedValue | null {
  const state = recording.trackResumeState();
  if (state.value === 0) {
    recording.guardLiteral(state);
    return recording.trackArg(init, 0);
  }
  if (state.value !== recording.world.known.Exhausted.typeObject) return state;
  recording.guardLiteral(state);
  return null;
}
