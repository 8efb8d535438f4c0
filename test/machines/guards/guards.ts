import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action, Program } from '../../../src/bytecode/program.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { program } from '../counter/counter.js';

/** The counter machine with instructions that may leave in their middle, before and behind all they do. */
const GUARDS = `
let LIMIT = 1
memory steps : i32[cell]

# leave or trap at the n-th step, n being steps[LIMIT]
step                     (     --   )  steps[FIRST] = steps[FIRST] + 1; leave if steps[FIRST] == steps[LIMIT]
step_or_trap             (     --   )  n = steps[FIRST] + 1; steps[FIRST] = n; trap if n == steps[LIMIT]

require                  ( v   --   )  leave if v == 0
refuse                   ( v   -- w )  trap if v == 31; w = v
flagged                  (     -- v )  leave if flag; v = carry
within   c:cell          ( v   -- w )  leave if v < saved[c]; cells[c] = v; w = saved[c] - v
attempt  c:cell          ( a b -- q )
    record(a)
    trap if b == 0
    cells[c] = a / b
    leave if cells[c] == 1
    q = a % b
    flag = q > 0
noted    c:cell          ( v   -- n )  p = cells[c]; n = record(v); leave if n == 5; cells[c] = n; trap if p == 2
unless   c:cell t:label  ( v   --   )  cells[c] = v; trap if v == -128; jump t if v == cells[FIRST]
stop     c:cell          ( v   --   )  leave if v < 0; cells[c] = v; return
`;

const counterText = readFileSync(join(packageRoot, 'test/machines/counter/counter.isa'), 'utf8');
const [declarations, instructions] = GUARDS.split(/^(?=# leave or trap)/m);

/** Everything that the counter machine has, and ways out of it. */
export const isa = parseIsa(
  counterText
    .replace('machine counter', 'machine guards')
    .replace('# moving values', `${declarations.trim()}\n\n# moving values`)
    .concat('\n', instructions),
  'test/machines/guards/guards.isa',
);

function guarded(
  name: string,
  sections: Readonly<Record<string, string>>,
  schedule?: readonly Action[],
): Program {
  return program(name, 'guards', sections, schedule, undefined, isa);
}

/** Counts cell 3 down from 9 and leaves at 4, in the middle of a loop: cell 0 stays 0. */
const search = guarded('search', {
  main: `
    push 9
    store 3
    again:
    load 3
    emit
    load 3
    push 4
    sub
    require
    loop_cell 3 again
    push 1
    store 0
    halt`,
});

const run = (section: string): Action => ({ kind: 'run', section });
const observe: Action = { kind: 'observe' };

/** Counts cell 1 up and traps at 31, in a `repeat` within another: cell 0 is 1, and cell 2 is 30. */
const overflow = guarded(
  'overflow',
  { once: 'increment 0\nhalt', step: 'increment 1\nload 1\nrefuse\nstore 2\nhalt' },
  [
    {
      kind: 'repeat',
      times: 5,
      body: [run('once'), { kind: 'repeat', times: 40, body: [run('step'), observe] }, observe],
    },
    run('once'),
    observe,
  ],
);

export const programs = { overflow, search };
