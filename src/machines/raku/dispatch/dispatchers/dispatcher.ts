import type { Capture } from '../capture.js';
import type { Recording } from '../recording.js';

/** Decides what a call does. Both functions end with a delegation or an outcome, or throw a `RakuError`. */
export interface Dispatcher {
  dispatch(recording: Recording, capture: Capture): void;
  /** What follows when the code that it has called asks for more. The capture is that of the asking site. */
  resume?(recording: Recording, capture: Capture): void;
}

/** What a resumption is for: the first argument of the site that asks for it. */
export const RESUME = { none: 0, callsame: 1, onlyStar: 5 } as const;

/** How many programs a site may have before a dispatcher makes one that holds for all types. */
export const MEGAMORPHIC_SITE = 16;

/** Guards on the kind of resumption, which it gives back. */
export function guardResumeKind(recording: Recording, capture: Capture): number {
  recording.guardLiteral(recording.trackArg(capture, 0));
  const kind = capture.args[0].value;
  if (!Object.values<number>(RESUME).includes(kind))
    throw new Error(`there is no resumption of kind ${kind}`);
  return kind;
}

/** The dispatch around the one that is resumed goes on; where there is none, the result is `Nil`. */
export function resumeNextOrNil(recording: Recording, capture: Capture): void {
  if (!recording.nextResumption(capture)) delegateToNil(recording, capture);
}

export function delegateToNil(recording: Recording, capture: Capture): void {
  const nil = recording.world.known.Nil.typeObject;
  recording.delegate('boot-constant', recording.insertLiteral(capture, 0, nil));
}
