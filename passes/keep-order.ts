import { definePass } from './pass.js';

/** Leaves the code in the order it came in: what `schedule` tells has to be told of it too. */
export function keepOrderPass() {
  return definePass({
    name: 'keep-order',
    reads: [],
    writes: ['scheduling'],
    options: {},
    run: () => ({ scheduling: null }),
  });
}
