import type { Recording } from './recording.js';

/** A recording, and what reading it brought to light. */
export interface CheckedRecording extends Recording {
  /** What the user should know, such as what was inferred. */
  readonly notes: readonly string[];
  /** What the files contradict. The functions concerned are left out, so their events stay unexplained. */
  readonly problems: readonly string[];
}
