import { type Candidate, orderCandidates } from './candidates.js';
import type { Capture } from './capture.js';
import type { Recording } from './recording.js';
import {
  attributeOf,
  createWith,
  type DispatchWorld,
  decontainerised,
  isScalar,
  type Parameter,
} from './world.js';

/** A step of a plan: candidates to call in turn, or that nothing decides between those that follow. */
type PlanStep = { readonly kind: 'call' | 'try'; readonly code: number } | { readonly kind: 'ambiguous' };

/** What has to be known of an argument for a plan to hold. */
interface ArgumentGuards {
  readsScalar: boolean;
  checksWritable: boolean;
  type: boolean;
  concreteness: boolean;
}

/**
 * Which candidates to call with some arguments, one after the other: a linked list of objects, with guards
 * that make it the right one. `MultiDispatchTry` may refuse its arguments when it binds them,
 * `MultiDispatchCall` does not. With `stopsAtTrivial` the plan ends after a single candidate that nothing
 * else can come before.
 */
export function planMultiDispatch(
  recording: Recording,
  candidates: readonly number[],
  capture: Capture,
  stopsAtTrivial: boolean,
): number {
  const { world } = recording;
  const guards = capture.args.map(() => {
    return { readsScalar: false, checksWritable: false, type: false, concreteness: false };
  });
  const steps: PlanStep[] = [];
  for (const group of orderCandidates(world, candidates)) {
    const possible = group.filter((one) => mayTake(world, one, capture, guards));
    if (possible.length === 0) continue;
    const isFirst = steps.length === 0;
    const next = stepsOf(possible, capture.args.length);
    steps.push(...next);
    if (stopsAtTrivial && isFirst && next.length === 1 && next[0].kind === 'call') break;
  }
  const plan = makePlan(world, steps);
  for (const [i, one] of guards.entries()) guardArgument(recording, capture, i, one);
  return plan;
}

/** Whether arguments fit, as far as guards can tell; notes which guards those are. */
function mayTake(
  world: DispatchWorld,
  { parameters, maxArity }: Candidate,
  { args }: Capture,
  guards: readonly ArgumentGuards[],
): boolean {
  if (args.length < parameters.length || args.length > maxArity) return false;
  return parameters.every((parameter, i) => {
    if (args[i].kind !== 'object') return takesNative(world, parameter, args[i].kind);
    return takesObject(world, parameter, args[i].value, guards[i]);
  });
}

function takesObject(
  world: DispatchWorld,
  { type, definedness, isRw }: Parameter,
  argument: number,
  guards: ArgumentGuards,
): boolean {
  const { types, known } = world;
  if (definedness !== 'any' || (type && type !== known.Mu)) guards.type = true;
  let isAssignable = !isRw;
  if (isScalar(world, argument)) {
    guards.readsScalar = true;
    if (isRw) {
      guards.checksWritable = true;
      isAssignable = types.isConcrete(attributeOf(world, argument, known.Scalar, '$!descriptor'));
    }
  }
  const value = decontainerised(world, argument);
  if (type && type !== known.Mu && !types.accepts(type, value)) return false;
  if (definedness === 'any') return isAssignable;
  guards.concreteness = true;
  return isAssignable && (definedness === 'defined') === types.isConcrete(value);
}

/** A native integer or text that a parameter would get boxed. */
function takesNative(
  { types, known }: DispatchWorld,
  { type, definedness, isRw }: Parameter,
  kind: 'integer' | 'text',
): boolean {
  if (isRw || definedness === 'undefined') return false;
  const boxed = types.named(kind === 'integer' ? 'Int' : 'Str');
  return type === null || type === known.Mu || boxed.ancestors.includes(type);
}

/** Candidates of a group that may all take the arguments. */
function stepsOf(possible: readonly Candidate[], count: number): PlanStep[] {
  if (possible.some(({ needsBindCheck }) => needsBindCheck))
    return possible.map(({ code }) => ({ kind: 'try', code }));
  const calls = (candidates: readonly Candidate[]) =>
    candidates.map(({ code }) => ({ kind: 'call', code }) as const);
  if (possible.length === 1) return calls(possible);
  const exact = possible.filter(({ maxArity }) => maxArity === count);
  return exact.length === 1 ? calls(exact) : [{ kind: 'ambiguous' }, ...calls(possible)];
}

function makePlan(world: DispatchWorld, steps: readonly PlanStep[]): number {
  const { MultiDispatchCall, MultiDispatchTry, MultiDispatchAmbiguous, MultiDispatchEnd } = world.known;
  return steps.reduceRight((next, step) => {
    if (step.kind === 'ambiguous') return createWith(world, MultiDispatchAmbiguous, { '$!next': next });
    const type = step.kind === 'try' ? MultiDispatchTry : MultiDispatchCall;
    return createWith(world, type, { '$!candidate': step.code, '$!next': next });
  }, MultiDispatchEnd.typeObject);
}

function guardArgument(recording: Recording, capture: Capture, index: number, guards: ArgumentGuards): void {
  const { Scalar } = recording.world.known;
  let value = recording.trackArg(capture, index);
  if (guards.readsScalar) {
    if (guards.checksWritable)
      recording.guardConcreteness(recording.trackAttr(value, Scalar, '$!descriptor'));
    value = recording.trackAttr(value, Scalar, '$!value');
  }
  if (guards.type) recording.guardType(value);
  if (guards.concreteness) recording.guardConcreteness(value);
}
