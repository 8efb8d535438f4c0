import { parseIsa } from '../../../src/isa/parse.js';
import { text as seersText } from '../seers/seers.js';

const INSTRUCTIONS = `
# scratch cells
put            d:draft           ( v -- )    drafts[d] = v
get            d:draft           (   -- v )  v = drafts[d]
put_other      d:draft           ( v -- )    others[d] = v
get_other      d:draft           (   -- v )  v = others[d]
exchange_draft d:draft           ( v -- w )  w = drafts[d]; drafts[d] = v
add_draft      d:draft e:draft   (   --   )  drafts[d] = drafts[d] + drafts[e]
first_draft                      (   -- v )  v = drafts[FIRST]
put_first                        ( v --   )  drafts[FIRST] = v
from_draft     d:draft c:cell    (   --   )  cells[c] = drafts[d]
to_draft       d:draft c:cell    (   --   )  drafts[d] = cells[c]
guard_draft    d:draft           ( v -- w )  drafts[d] = v; leave if v == 2; w = drafts[FIRST]
disturb_draft  d:draft           ( v -- w )  drafts[d] = v; disturb(v); w = drafts[d] - others[d]
jump_draft     d:draft t:label   ( v --   )  drafts[d] = v; jump t if drafts[FIRST] == 0
stop_draft     d:draft           ( v --   )  drafts[d] = v; cells[FIRST] = drafts[d]; return
`;

/** Functions of every class, and memories that are dead when a section has run. */
export const isa = parseIsa(
  seersText
    .replace('machine seers', 'machine drafts')
    .replace('operand literal', 'operand draft   : u8 bindable\noperand literal')
    .replace('register flag', 'scratch memory drafts, others : i32[draft]\nregister flag')
    .concat('\n', INSTRUCTIONS),
  'test/machines/drafts/drafts.isa',
);
