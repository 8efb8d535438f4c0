import { readPatterns } from '../../src/artifacts/superinstructions.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { parseIsa } from '../../src/isa/parse.js';

/** Instructions with names of CPython, and some that only other machines have. */
export const isa = parseIsa(
  `
machine named
bodies none
payload none
operand local, const : u8 bindable
operand jump : u8

LOAD_FAST i:local ( -- v )
STORE_FAST i:local ( v -- )
LOAD_CONST i:const ( -- v )
UNARY_NOT ( v -- r )
BINARY_OP i:const ( a b -- r ) may-exit
CALL i:const ( ? ) call may-exit
IF_FALSE t:jump ( v -- ) branch
IF_TRUE t:jump ( v -- ) switch
"i32.add" ( a b -- r )
`,
  'named.isa',
);

/** The machine with these superinstructions. */
export function fusedWith(patterns: readonly string[]): FusedIsa {
  return extendIsa(isa, readPatterns(isa, patterns, 'test'));
}
