import type { Argument } from './argument.js';
import { DISPATCHERS, type Dispatcher } from './dispatchers/index.js';
import { emitProgram } from './emit-program.js';
import { type DispatchProgram, shapeNumber } from './program.js';
import { type BindControl, type DispatchRequest, type RecordedOutcome, Recording } from './recording.js';
import type { DispatchWorld } from './world.js';

/** A dispatch that can be resumed while what it called runs. */
export interface StartedResumption {
  readonly dispatcher: string;
  /** The kinds of its arguments. */
  readonly shape: number;
  readonly arguments: readonly Argument[];
}

/** What a dispatch has come to, and nothing of it has happened yet. */
export interface Recorded {
  readonly outcome:
    | ({ readonly kind: 'value' } & { readonly result: Argument })
    | {
        readonly kind: 'routine' | 'host';
        /** A code reference, or what stands for the function of the host. */
        readonly callee: number;
        readonly arguments: readonly Argument[];
      };
  /** The innermost first. */
  readonly resumptions: readonly StartedResumption[];
  /** States that resumed dispatches go on with, by their records. */
  readonly states: readonly { readonly record: number; readonly state: number }[];
  readonly bindControl: BindControl | null;
  /** Whether the program is any good for later calls. */
  readonly install: boolean;
  /** Makes the program, and constants of the run with it. */
  program(): DispatchProgram;
}

/**
 * Dispatches a call by asking dispatchers, and records what they did.
 * Throws a `RakuError` where the call is wrong.
 */
export function recordDispatch(world: DispatchWorld, request: DispatchRequest): Recorded {
  const recording = new Recording(world, request);
  return recordedOf(recording, runDispatchers(recording));
}

function runDispatchers(recording: Recording): RecordedOutcome {
  dispatcherNamed(recording.current).dispatch(recording, recording.initial);
  for (;;) {
    const step = recording.takeStep();
    if (step.kind === 'done') return step.outcome;
    if (step.kind === 'delegate') {
      recording.current = step.dispatcher;
      dispatcherNamed(step.dispatcher).dispatch(recording, step.capture);
      continue;
    }
    const { dispatcher } = recording.resumptions.at(-1)!.active;
    recording.current = dispatcher;
    const { resume } = dispatcherNamed(dispatcher);
    if (!resume) throw new Error(`${dispatcher} cannot be resumed`);
    resume(recording, step.capture);
  }
}

function dispatcherNamed(name: string): Dispatcher {
  const found = DISPATCHERS.get(name);
  if (!found) throw new Error(`there is no dispatcher ${name}`);
  return found;
}

function recordedOf(recording: Recording, outcome: RecordedOutcome): Recorded {
  const { inits, resumptions, bindControl, install } = recording;
  return {
    outcome:
      outcome.kind === 'value'
        ? { kind: 'value', result: { value: outcome.value.value, kind: outcome.value.kind } }
        : { kind: outcome.kind, callee: outcome.callee.value, arguments: outcome.capture.args },
    resumptions: inits.toReversed().map(({ dispatcher, capture: { args } }) => {
      return { dispatcher, shape: shapeNumber(args.map(({ kind }) => kind)), arguments: args };
    }),
    states: resumptions.flatMap(({ active, newState }) =>
      newState ? [{ record: active.record, state: newState.value }] : [],
    ),
    bindControl,
    install,
    program: () => emitProgram(recording, outcome),
  };
}
