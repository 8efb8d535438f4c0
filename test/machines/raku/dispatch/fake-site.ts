import { expect } from 'vitest';
import type { SiteArgument } from '../../../../src/machines/raku/dispatch/argument.js';
import type { DispatchProgram } from '../../../../src/machines/raku/dispatch/program.js';
import { type Recorded, recordDispatch } from '../../../../src/machines/raku/dispatch/record.js';
import type { ActiveResumption, DispatchRequest } from '../../../../src/machines/raku/dispatch/recording.js';
import type { FakeWorld } from './fake-world.js';
import { runProgram } from './run-program.js';

export const object = (value: number): SiteArgument => ({ value, kind: 'object', isLiteral: false });
export const literal = (value: number): SiteArgument => ({ value, kind: 'object', isLiteral: true });
export const integer = (value: number): SiteArgument => ({ value, kind: 'integer', isLiteral: false });
export const literalInteger = (value: number): SiteArgument => ({ value, kind: 'integer', isLiteral: true });
export const text = (value: number): SiteArgument => ({ value, kind: 'text', isLiteral: false });
export const literalText = (value: number): SiteArgument => ({ value, kind: 'text', isLiteral: true });

/** A call that was recorded, and what it has left behind to be resumed: the innermost first. */
export interface RecordedCall {
  readonly recorded: Recorded;
  readonly program: DispatchProgram;
  readonly request: DispatchRequest;
  readonly resumable: readonly (ActiveResumption & { state: number })[];
}

export interface CallOptions {
  readonly cacheSize?: number;
  /** Dispatches that are under way. */
  readonly resumable?: readonly (ActiveResumption & { state: number })[];
}

let records = 0;

/**
 * Records a call, checks that nothing was written meanwhile but new objects and that the program does the same
 * as the recording, and then moves states on.
 */
export function recordCall(
  world: FakeWorld,
  dispatcher: string,
  args: readonly SiteArgument[],
  { cacheSize = 0, resumable = [] }: CallOptions = {},
): RecordedCall {
  const resumption = (_: unknown, depth: number) => resumable[depth] ?? null;
  const request: DispatchRequest = { dispatcher, arguments: args, cacheSize, resumption };
  const end = world.create(world.known.Any);
  const before = world.cells.slice(0, end);
  const statesBefore = resumable.map(({ state }) => state);
  const recorded = recordDispatch(world, request);
  const program = recorded.program();
  expect(world.cells.slice(0, end)).toEqual(before);
  expect(resumable.map(({ state }) => state)).toEqual(statesBefore);
  expect(runProgram(world, program, request)).toEqual(resultOf(recorded));
  for (const { record, state } of recorded.states)
    resumable.find((one) => one.record === record)!.state = state;
  const started = recorded.resumptions.map((one) => ({ ...one, state: 0, record: ++records }));
  return { recorded, program, request, resumable: [...started, ...resumable] };
}

function resultOf({ outcome, resumptions, states, bindControl }: Recorded) {
  const suffix = { object: 'Obj', integer: 'Int', text: 'Str' };
  return {
    outcome:
      outcome.kind === 'value'
        ? { kind: `ResultValue${suffix[outcome.result.kind]}`, value: outcome.result.value }
        : {
            kind: outcome.kind === 'routine' ? 'ResultBytecode' : 'ResultCFunction',
            value: outcome.callee,
          },
    arguments: outcome.kind === 'value' ? null : outcome.arguments.map(({ value }) => value),
    resumptions: resumptions.map(({ dispatcher, arguments: args }) => ({
      dispatcher,
      arguments: args.map(({ value }) => value),
    })),
    states,
    bindFailure: bindControl?.failure ?? null,
  };
}

export function opsOf({ ops }: DispatchProgram): string {
  return ops.map(({ op }) => op).join(' ');
}

/** The code reference that a call ends with. */
export function calleeOf({ recorded: { outcome } }: RecordedCall): number {
  return outcome.kind === 'value' ? 0 : outcome.callee;
}

export function argumentsOf({ recorded: { outcome } }: RecordedCall): number[] {
  return outcome.kind === 'value' ? [] : outcome.arguments.map(({ value }) => value);
}

export function resultingValue({ recorded: { outcome } }: RecordedCall): number {
  if (outcome.kind !== 'value') throw new Error('the outcome is no value');
  return outcome.result.value;
}
