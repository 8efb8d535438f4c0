import { STATE } from '../layout.js';

/** Constants of FNV-1a with 32 bits. */
const OFFSET = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** What a program prints, kept track of in `state`, so that runs that print something else differ there. */
export class Printed {
  readonly #state: Int32Array;
  readonly #sink: (text: string) => void;

  constructor(state: Int32Array, sink: (text: string) => void) {
    this.#state = state;
    this.#sink = sink;
    state[STATE.printed] = OFFSET;
  }

  print(text: string): void {
    let digest = this.#state[STATE.printed];
    for (let i = 0; i < text.length; i++) digest = Math.imul(digest ^ text.charCodeAt(i), PRIME);
    this.#state[STATE.printed] = digest;
    this.#state[STATE.printedLength] += text.length;
    this.#sink(text);
  }
}
