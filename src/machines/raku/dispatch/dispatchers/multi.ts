import type { Capture } from '../capture.js';
import { ambiguousError, noMatchError } from '../errors.js';
import { planMultiDispatch } from '../multi-plan.js';
import type { RecordedValue } from '../recorded-value.js';
import type { Recording } from '../recording.js';
import { attributeOf } from '../world.js';
import { guardCandidates } from './call.js';
import { type Dispatcher, delegateToNil, guardResumeKind, RESUME, resumeNextOrNil } from './dispatcher.js';

/** Multiple dispatch: the proto, then the arguments. */
export const MULTI_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'raku-multi': { dispatch: startMulti, resume: redispatch },
  'raku-multi-core': { dispatch: chooseCandidate, resume: resumeTrivial },
  'raku-multi-non-trivial': { dispatch: startPlan, resume: resumePlan },
};

/** A proto that does nothing but redispatch is not called where the arguments would get past it. */
function startMulti(recording: Recording, capture: Capture): void {
  if (isElided(recording, capture)) {
    recording.delegate('raku-multi-core', capture);
    return;
  }
  recording.setResumeInitArgs(capture);
  recording.delegate('raku-invoke', capture);
}

function isElided({ world }: Recording, { args }: Capture): boolean {
  const { isOnlyRedispatch, signature } = world.routine(args[0].value);
  const { parameters } = signature;
  if (!isOnlyRedispatch || parameters.some(({ hasWhere }) => hasWhere)) return false;
  const least = parameters.filter(({ isCapture }) => !isCapture).length;
  const isOpen = least < parameters.length;
  const got = args.length - 1;
  return got >= least && (isOpen || got <= least);
}

/** `{*}` in the body of a proto. */
function redispatch(recording: Recording, capture: Capture): void {
  if (guardResumeKind(recording, capture) !== RESUME.onlyStar) {
    resumeNextOrNil(recording, capture);
    return;
  }
  const init = recording.getResumeInitArgs();
  guardCandidates(recording, recording.trackArg(init, 0));
  recording.delegate('raku-multi-core', init);
}

function candidatesOf({ world }: Recording, { args }: Capture): readonly number[] {
  return world.routine(args[0].value).candidates ?? [];
}

function chooseCandidate(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const { MultiDispatchCall, MultiDispatchAmbiguous, MultiDispatchEnd } = world.known;
  const args = recording.dropArg(capture, 0);
  const plan = planMultiDispatch(recording, candidatesOf(recording, capture), args, true);
  const type = world.types.of(plan);
  if (type === MultiDispatchEnd) throw noMatch(recording, capture, args);
  if (type === MultiDispatchAmbiguous) throw ambiguous(recording, capture, args);
  const isTrivial =
    type === MultiDispatchCall &&
    attributeOf(world, plan, MultiDispatchCall, '$!next') === MultiDispatchEnd.typeObject;
  if (!isTrivial) {
    const withPlan = recording.insertLiteral(capture, 0, plan);
    const withKind = recording.insertLiteral(withPlan, 0, RESUME.none, 'integer');
    recording.delegate('raku-multi-non-trivial', withKind);
    return;
  }
  recording.setResumeInitArgs(capture);
  const candidate = attributeOf(world, plan, MultiDispatchCall, '$!candidate');
  delegateCandidate(recording, candidate, recording.insertLiteral(args, 0, candidate));
}

function delegateCandidate(recording: Recording, candidate: number, capture: Capture): void {
  const { wrappers } = recording.world.routine(candidate);
  recording.delegate(wrappers ? 'raku-invoke-wrapped' : 'raku-invoke', capture);
}

function noMatch({ world }: Recording, { args: [proto] }: Capture, { args }: Capture) {
  return noMatchError(world, world.routine(proto.value), args);
}

function ambiguous({ world }: Recording, { args: [proto] }: Capture, { args }: Capture) {
  return ambiguousError(world, world.routine(proto.value).name, args);
}

/** `callsame` in a candidate that was chosen at once: plans the whole way, and goes on after it. */
function resumeTrivial(recording: Recording, capture: Capture): void {
  const { world } = recording;
  guardResumeKind(recording, capture);
  const kind = recording.trackArg(capture, 0);
  const state = recording.trackResumeState();
  recording.guardLiteral(state);
  if (state.value !== 0) {
    resumeNextOrNil(recording, capture);
    return;
  }
  recording.setResumeStateLiteral(world.known.Exhausted.typeObject);
  const init = recording.getResumeInitArgs();
  const args = recording.dropArg(init, 0);
  const plan = planMultiDispatch(recording, candidatesOf(recording, init), args, false);
  guardCandidates(recording, recording.trackArg(init, 0));
  const rest = attributeOf(world, plan, world.known.MultiDispatchCall, '$!next');
  const withPlan = recording.insertLiteral(init, 0, rest);
  recording.delegate('raku-multi-non-trivial', recording.insertArg(withPlan, 0, kind));
}

/** Gets the kind of resumption, the plan, the proto and the arguments. */
function startPlan(recording: Recording, capture: Capture): void {
  const kind = guardResumeKind(recording, capture);
  const plan = recording.trackArg(capture, 1);
  const withProto = recording.dropArgs(capture, 0, 2);
  followPlan(recording, { kind, plan, withProto, isResumed: false });
}

function resumePlan(recording: Recording, capture: Capture): void {
  const { Exhausted } = recording.world.known;
  const kind = guardResumeKind(recording, capture);
  const state = recording.trackResumeState();
  if (state.value === Exhausted.typeObject) {
    recording.guardType(state);
    resumeNextOrNil(recording, capture);
    return;
  }
  const init = recording.getResumeInitArgs();
  const withProto = recording.dropArg(init, 0);
  if (state.value === 0) recording.guardLiteral(state);
  const plan = state.value === 0 ? recording.trackArg(init, 0) : state;
  followPlan(recording, { kind, plan, withProto, isResumed: true });
}

interface PlanPosition {
  readonly kind: number;
  /** What is left of the plan. */
  readonly plan: RecordedValue;
  readonly withProto: Capture;
  readonly isResumed: boolean;
}

function followPlan(recording: Recording, position: PlanPosition): void {
  const { types, known } = recording.world;
  const { kind, plan, withProto } = position;
  const args = recording.dropArg(withProto, 0);
  if (types.accepts(known.MultiDispatchCall, plan.value)) {
    callPlanned(recording, position, args);
    return;
  }
  const isAmbiguous = types.accepts(known.MultiDispatchAmbiguous, plan.value);
  if (kind === RESUME.none)
    throw isAmbiguous ? ambiguous(recording, withProto, args) : noMatch(recording, withProto, args);
  recording.guardType(plan);
  if (isAmbiguous) {
    const next = recording.trackAttr(plan, known.MultiDispatchAmbiguous, '$!next');
    followPlan(recording, { ...position, plan: next });
  } else if (!recording.nextResumption()) delegateToNil(recording, args);
}

function callPlanned(recording: Recording, position: PlanPosition, args: Capture): void {
  const { types, known } = recording.world;
  const { kind, plan, withProto, isResumed } = position;
  const { MultiDispatchCall } = known;
  const candidate = recording.trackAttr(plan, MultiDispatchCall, '$!candidate');
  recording.guardLiteral(candidate);
  if (types.of(plan.value) === known.MultiDispatchTry) recording.resumeOnBindFailure(kind);
  if (isResumed) recording.setResumeState(recording.trackAttr(plan, MultiDispatchCall, '$!next'));
  else {
    const next = attributeOf(recording.world, plan.value, MultiDispatchCall, '$!next');
    recording.setResumeInitArgs(recording.insertLiteral(withProto, 0, next));
  }
  delegateCandidate(recording, candidate.value, recording.insertArg(args, 0, candidate));
}
