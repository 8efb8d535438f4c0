import { CODE_REFERENCE, FRAME, STATE } from '../layout.js';
import type { Objects } from './objects.js';

/** What a frame needs to know of its routine. */
export interface FrameShape {
  readonly registers: number;
}

/** The frames of a run: heap objects, of which `state` names the one that runs. */
export class Frames {
  readonly #objects: Objects;
  readonly #state: Int32Array;

  constructor(objects: Objects, state: Int32Array) {
    this.#objects = objects;
    this.#state = state;
  }

  get current(): number {
    return this.#state[STATE.frame];
  }

  /** A frame for a call of a code reference becomes the one that runs. */
  enter(codeReference: number, { registers }: FrameShape, record: number, bindFailure: number): number {
    const { heap, types } = this.#objects;
    const { cells } = heap;
    const frame = heap.allocate(types.named('Frame').address, FRAME.registers + registers);
    cells[frame + FRAME.code] = codeReference;
    cells[frame + FRAME.caller] = this.current;
    cells[frame + FRAME.outer] = cells[codeReference + CODE_REFERENCE.outer];
    cells[frame + FRAME.record] = record;
    cells[frame + FRAME.bindFailure] = bindFailure;
    this.#state[STATE.frame] = frame;
    return frame;
  }

  leave(frame: number): void {
    this.#state[STATE.frame] = this.#objects.heap.cells[frame + FRAME.caller];
  }
}
