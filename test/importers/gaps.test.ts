import { expect, it } from 'vitest';
import { markGaps } from '../../src/importers/gaps.js';
import type { Recording } from '../../src/importers/recording.js';

it('takes nothing for the next instruction of one that never ran, nor any other of its kind', () => {
  const listed = [0, 8, 9].map((pc) => ({ pc, op: `op${pc}`, args: [], n: 0, isEntry: false }));
  const recording: Recording = {
    machine: 'toy',
    payload: null,
    kinds: [],
    instructions: new Map(),
    programs: [
      {
        name: 'p',
        family: 'p',
        functions: [{ name: 'f', instructions: listed, isComplete: false, transfers: [] }],
      },
    ],
    eventsRead: 0,
    eventsExplained: 0,
  };
  const [marked] = markGaps(recording, () => null).programs[0].functions;
  expect(marked.instructions.map(({ isEntry }) => isEntry)).toEqual([false, true, false]);
  expect(marked.transfers).toEqual([]);
});
