import { kindsOfShape, RESUMABLE_DISPATCHERS } from '../dispatch/program.js';
import type { ActiveResumption, ResumeKind } from '../dispatch/recording.js';
import { FRAME, integerOf, RECORD, STATE } from '../layout.js';
import type { Objects } from './objects.js';

/** Finds the dispatch that is resumed: records are of the frames that their dispatches have called. */
export class Resumptions {
  readonly #objects: Objects;
  readonly #state: Int32Array;

  constructor(objects: Objects, state: Int32Array) {
    this.#objects = objects;
    this.#state = state;
  }

  /**
   * The record at a depth, the innermost at 0: of the frame that runs or of its caller, then of frames
   * around, up to a dispatch that is no resumption itself. 0 where there are not so many.
   */
  find(kind: ResumeKind, depth: number): number {
    const { cells } = this.#objects.heap;
    const current = this.#state[STATE.frame];
    let left = depth;
    let frame = kind === 'caller' ? cells[current + FRAME.caller] : current;
    for (; frame !== 0; frame = cells[frame + FRAME.caller]) {
      const first = cells[frame + FRAME.record];
      for (let record = first; record !== 0; record = cells[record + RECORD.next])
        if (left-- === 0) return record;
      if (first !== 0 && cells[first + RECORD.isResumed] === 0) return 0;
    }
    return 0;
  }

  /** The same for a recording. */
  active(kind: ResumeKind, depth: number): ActiveResumption | null {
    const record = this.find(kind, depth);
    if (record === 0) return null;
    const { cells } = this.#objects.heap;
    const kinds = kindsOfShape(cells[record + RECORD.callsite]);
    return {
      dispatcher: RESUMABLE_DISPATCHERS[integerOf(cells[record + RECORD.dispatcher])],
      arguments: kinds.map((of, i) => ({ value: cells[record + RECORD.arguments + i], kind: of })),
      state: cells[record + RECORD.state],
      record,
    };
  }
}
