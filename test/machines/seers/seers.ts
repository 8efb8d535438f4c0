import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningMachine } from '../../../src/bytecode/running.js';
import type { Runtime } from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { createDevice } from '../counter/counter.js';

const EXTERNS = `
extern tally(i32) -> i32 reads cells
extern compare_saved(i32) -> i32 reads saved, cells
extern disturb(i32) -> i32 any
`;
const INSTRUCTIONS = `
# functions that see memories
tally                    ( v   -- w )  w = tally(v) + 1
tally_twice    c:cell    ( v   -- w )  before = tally(v); cells[c] = v; w = before - tally(v)
tally_or       c:cell    ( v   -- w )  w = v < 0 ? tally(v) : compare_saved(cells[c])
saved_tally    c:cell    (     -- v )  v = compare_saved(saved[c])
disturb                  ( v   --   )  disturb(v)
disturbed                ( v   -- w )  w = disturb(v)
across         c:cell    ( v   -- w )  before = cells[c]; n = disturb(v); w = before - cells[c] ^ n
kept           c:cell    ( v   -- w )  carry = tally(v); disturb(cells[c]); w = carry - tally(v)
guarded        c:cell    ( v   -- w )  leave if tally(v) == 0; w = disturb(cells[c]); cells[c] = v
`;

const counterText = readFileSync(join(packageRoot, 'test/machines/counter/counter.isa'), 'utf8');

export const text = counterText
  .replace('machine counter', 'machine seers')
  .replace('# moving values', `${EXTERNS.trim()}\n\n# moving values`)
  .concat('\n', INSTRUCTIONS);

/** Everything that the counter machine has, and functions of every class. */
export const isa = parseIsa(text, 'test/machines/seers/seers.isa');

/** What they do; `recorded` notes what `disturb` saw as well. */
export function createRuntime() {
  const { runtime, recorded } = createDevice();
  const sum = (cells: ArrayLike<number>) =>
    Array.from(cells).reduce((all, value) => (Math.imul(all, 31) + value) | 0, 7);
  const functionsOf = ({ memories: { cells, saved } }: RunningMachine) =>
    ({
      ...runtime,
      tally: (value: number) => sum(cells) ^ value,
      compare_saved: (value: number) => (sum(saved) < sum(cells) ? value : -value),
      disturb: (value: number) => {
        const seen = sum(cells) ^ (3 * sum(saved)) ^ value;
        recorded.push(seen);
        cells[seen & 3] += value;
        saved[(seen >> 2) & 3] = recorded.length;
        return (seen >> 5) ^ value;
      },
    }) as Runtime;
  return { runtime: functionsOf, recorded };
}
