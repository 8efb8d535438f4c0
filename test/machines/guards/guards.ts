import { readFileSync } from 'node:fs';
import { parseIsa } from '../../../src/isa/parse.js';

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

const counterText = readFileSync(new URL('../counter/counter.isa', import.meta.url), 'utf8');
const [declarations, instructions] = GUARDS.split(/^(?=# leave or trap)/m);

/** Everything that the counter machine has, and ways out of it. */
export const isa = parseIsa(
  counterText
    .replace('machine counter', 'machine guards')
    .replace('# moving values', `${declarations.trim()}\n\n# moving values`)
    .concat('\n', instructions),
  'test/machines/guards/guards.isa',
);
