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

/** What a back end prints where an instruction has a name that comments could break at, or be expanded by. */
export function rulesWithName(print: (isa: FusedIsa) => string): string {
  const names = ['syscmd(touch pwned)`dnl', '\x1b[2J\0\x85\u202e\u2028*/ syscmd(\\'];
  const lines = names.map((name) => `${JSON.stringify(name)} ( -- )`);
  const machine = parseIsa(['machine m', 'bodies none', ...lines].join('\n'), 'm.isa');
  const opcodes = machine.instructions.map(({ name }) => ({ opcode: name, bindings: [] }));
  return print(
    extendIsa(
      machine,
      opcodes.map((part) => ({ parts: [part, part] })),
    ),
  );
}

/** Characters that move a cursor, end a line or turn it around, and what ends a comment. */
export const UNSAFE_IN_COMMENTS = /[^\P{C}\n]|[\u2028\u2029]|\*\/|\\$/mu;
