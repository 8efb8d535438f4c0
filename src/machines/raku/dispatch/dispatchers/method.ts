import type { Capture } from '../capture.js';
import { noMethodError } from '../errors.js';
import type { RecordedValue } from '../recorded-value.js';
import type { Recording } from '../recording.js';
import { attributeOf } from '../world.js';
import { delegateCall } from './call.js';
import {
  type Dispatcher,
  delegateToNil,
  guardResumeKind,
  MEGAMORPHIC_SITE,
  resumeNextOrNil,
} from './dispatcher.js';
import { deferralChain } from './wrapper.js';

/** Calls and look-ups of methods: the invocant, decontainerised, the name, then invocant and arguments. */
export const METHOD_DISPATCHERS: Readonly<Record<string, Dispatcher>> = {
  'raku-meth-call': { dispatch: callMethod },
  'raku-meth-call-mega': { dispatch: callLookedUp },
  'raku-find-meth': { dispatch: findMethod },
  'raku-meth-call-resolved': { dispatch: callResolved, resume: startDeferral },
  'raku-meth-deferral': { dispatch: callDeferred, resume: callNextDeferred },
};

function callMethod(recording: Recording, capture: Capture): void {
  const { types } = recording.world;
  if (recording.inlineCacheSize() >= MEGAMORPHIC_SITE && !types.of(capture.args[0].value).isRole) {
    recording.delegate('raku-meth-call-mega', capture);
    return;
  }
  const called = onPun(recording, capture);
  const [invocant, name] = called.args;
  const method = methodOf(recording, invocant.value, name.value);
  recording.guardType(recording.trackArg(called, 0));
  recording.guardLiteral(recording.trackArg(called, 1));
  recording.delegate('raku-meth-call-resolved', recording.insertLiteral(called, 0, method));
}

/** A method of a role is called on the class that the role stands for. */
function onPun(recording: Recording, capture: Capture): Capture {
  const { types } = recording.world;
  const type = types.of(capture.args[0].value);
  if (!type.isRole) return capture;
  recording.guardType(recording.trackArg(capture, 0));
  const { typeObject } = recording.world.punOf(type);
  const invocant = recording.insertLiteral(recording.dropArg(capture, 0), 0, typeObject);
  return recording.insertLiteral(recording.dropArg(invocant, 2), 2, typeObject);
}

function methodOf({ world }: Recording, invocant: number, name: number): number {
  const type = world.types.of(invocant);
  const method = world.types.findMethod(type, world.textOf(name));
  if (method === 0) throw noMethodError(type.name, world.textOf(name));
  return method;
}

/** One program for all types and names: it looks the method up in the table of the invocant's class. */
function callLookedUp(recording: Recording, capture: Capture): void {
  const { known, types } = recording.world;
  const [invocant, name] = capture.args;
  const method = methodOf(recording, invocant.value, name.value);
  const how = recording.trackHow(recording.trackArg(capture, 0));
  const table = types.isConcrete(how.value)
    ? recording.trackAttr(how, known.ClassHOW, '$!cached_all_method_table')
    : how;
  if (!types.isConcrete(table.value) || recording.world.lookup(table.value, name.value) !== method) {
    recording.doNotInstall();
    recording.delegate('raku-meth-call-resolved', recording.insertLiteral(capture, 0, method));
    return;
  }
  const found = recording.indexTrackedLookupTable(table, recording.trackArg(capture, 1));
  recording.guardConcreteness(found);
  recording.delegate('raku-meth-call-resolved', recording.insertArg(capture, 0, found));
}

/** Gets the invocant, the name, and whether it is an error that there is no such method. */
function findMethod(recording: Recording, capture: Capture): void {
  const { types } = recording.world;
  const [invocant, name, isNeeded] = capture.args;
  recording.guardType(recording.trackArg(capture, 0));
  recording.guardLiteral(recording.trackArg(capture, 1));
  const type = types.of(invocant.value);
  const method = types.findMethod(type, recording.world.textOf(name.value));
  if (method === 0) {
    recording.guardLiteral(recording.trackArg(capture, 2));
    if (isNeeded.value) throw noMethodError(type.name, recording.world.textOf(name.value));
  }
  recording.delegate('boot-constant', recording.insertLiteral(capture, 0, method));
}

/** Gets the method, the type it was looked up in, its name, and what it is called with. */
function callResolved(recording: Recording, capture: Capture): void {
  recording.setResumeInitArgs(recording.dropArg(capture, 0));
  const args = recording.dropArgs(capture, 1, 2);
  let unfixed: RecordedValue | null = null;
  if (!recording.isArgLiteral(capture, 0)) {
    unfixed = recording.trackArg(capture, 0);
    recording.guardType(unfixed);
  }
  delegateCall(recording, args, unfixed);
}

/** The first `callsame` in a method: finds the methods of that name further up. */
function startDeferral(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const state = recording.trackResumeState();
  recording.guardLiteral(state);
  recording.setResumeStateLiteral(world.known.Exhausted.typeObject);
  const kind = recording.trackArg(capture, 0);
  guardResumeKind(recording, capture);
  if (state.value !== 0) {
    delegateToNil(recording, capture);
    return;
  }
  const init = recording.getResumeInitArgs();
  recording.guardType(recording.trackArg(init, 0));
  recording.guardLiteral(recording.trackArg(init, 1));
  const [start, name] = init.args;
  const methods = world.types
    .of(start.value)
    .ancestors.flatMap((type) => type.methods.get(world.textOf(name.value)) ?? []);
  const chain = deferralChain(world, methods.slice(1));
  const withKind = recording.insertArg(recording.dropArgs(init, 0, 2), 0, kind);
  recording.delegate('raku-meth-deferral', recording.insertLiteral(withKind, 0, chain));
}

/** Gets the chain of methods, the kind of resumption, and the arguments. */
function callDeferred(recording: Recording, capture: Capture): void {
  const { world } = recording;
  const [chain] = capture.args;
  if (chain.value === world.known.Exhausted.typeObject) {
    resumeNextOrNil(recording, recording.dropArg(capture, 0));
    return;
  }
  const args = recording.dropArgs(capture, 0, 2);
  const next = attributeOf(world, chain.value, world.known.DeferralChain, '$!next');
  recording.setResumeInitArgs(recording.insertLiteral(args, 0, next));
  callHead(recording, chain.value, args);
}

function callNextDeferred(recording: Recording, capture: Capture): void {
  const { DeferralChain, Exhausted } = recording.world.known;
  guardResumeKind(recording, capture);
  const init = recording.getResumeInitArgs();
  let chain = recording.trackResumeState();
  if (chain.value === 0) {
    recording.guardLiteral(chain);
    chain = recording.trackArg(init, 0);
  }
  if (chain.value === Exhausted.typeObject) {
    recording.guardLiteral(chain);
    delegateToNil(recording, capture);
    return;
  }
  recording.guardLiteral(recording.trackAttr(chain, DeferralChain, '$!code'));
  const args = recording.dropArg(init, 0);
  recording.setResumeState(recording.trackAttr(chain, DeferralChain, '$!next'));
  callHead(recording, chain.value, args);
}

/** Calls the first method of a chain. */
function callHead(recording: Recording, chain: number, args: Capture): void {
  const method = attributeOf(recording.world, chain, recording.world.known.DeferralChain, '$!code');
  delegateCall(recording, recording.insertLiteral(args, 0, method), null);
}
