import { describe, expect, it } from 'vitest';
import { notesOf } from '../../../passes/generate.js';
import { cpythonBackEnd, printMacros, printSupers } from '../../../src/backends/cpython/back-end.js';
import { fusedWith, rulesWithName, UNSAFE_IN_COMMENTS } from '../rules-machine.js';

/** Without comments at the head. */
const body = (text: string) => text.slice(text.indexOf('\n\n') + 2);
const supers = (...patterns: readonly string[]) => body(printSupers(fusedWith(patterns)));
const macros = (...patterns: readonly string[]) => body(printMacros(fusedWith(patterns)));

describe('superinstructions for CPython 3.12', () => {
  it('are `super` lines', () => {
    expect(supers('LOAD_FAST a; UNARY_NOT; IF_TRUE b', 'UNARY_NOT; UNARY_NOT')).toBe(
      'super(LOAD_FAST__UNARY_NOT__IF_TRUE) = LOAD_FAST + UNARY_NOT + IF_TRUE;\n' +
        'super(UNARY_NOT__UNARY_NOT) = UNARY_NOT + UNARY_NOT;\n',
    );
  });

  it('are comments where CPython has them', () => {
    expect(supers('STORE_FAST a; LOAD_FAST b')).toBe(
      '// CPython 3.12 has it: super(STORE_FAST__LOAD_FAST) = STORE_FAST + LOAD_FAST;\n',
    );
  });

  it('say what CPython may not take, and whose errors get the line of another instruction', () => {
    expect(supers('LOAD_CONST a; BINARY_OP b; CALL c', 'BINARY_OP a; LOAD_FAST b')).toBe(
      '// No part may take or leave an array of values: look at CALL.\n' +
        '// Tracebacks give errors of BINARY_OP, CALL the line of LOAD_CONST.\n' +
        'super(LOAD_CONST__BINARY_OP__CALL) = LOAD_CONST + BINARY_OP + CALL;\n' +
        'super(BINARY_OP__LOAD_FAST) = BINARY_OP + LOAD_FAST;\n',
    );
  });

  it('leave out what binds operands or branches before its end, with a note', () => {
    const patterns = ['LOAD_FAST a; UNARY_NOT', 'LOAD_FAST a; LOAD_FAST a', 'IF_FALSE a; LOAD_FAST b'];
    expect(supers(...patterns)).toBe('super(LOAD_FAST__UNARY_NOT) = LOAD_FAST + UNARY_NOT;\n');
    const text = printSupers(fusedWith(patterns));
    expect(text).toContain('\n// Missing here:\n// LOAD_FAST a; LOAD_FAST a: it binds operands');
    expect(text).toContain('\n// IF_FALSE a; LOAD_FAST b: IF_FALSE may jump');
    const files = cpythonBackEnd.files(fusedWith(patterns), {}, { heat: [], measure: null });
    expect(notesOf(files)).toEqual([
      'bytecodes-3.12.c: 2 of 3 superinstructions cannot be `super` lines: the file says which, and why.',
      'bytecodes-3.13.c: 2 of 3 superinstructions cannot be definitions: the file says which, and why.',
    ]);
  });
});

it('definitions end each file, because CPython’s parser wants no comment behind them', () => {
  const fused = fusedWith(['UNARY_NOT; UNARY_NOT', 'LOAD_FAST a; LOAD_FAST b', 'LOAD_FAST a; LOAD_FAST a']);
  for (const print of [printSupers, printMacros])
    expect(print(fused)).toMatch(/(super|macro)\(UNARY_NOT__UNARY_NOT\) = UNARY_NOT \+ UNARY_NOT;\n$/);
});

describe('superinstructions for CPython 3.13', () => {
  it('are macros where one part has an operand', () => {
    expect(macros('LOAD_FAST a; UNARY_NOT', 'UNARY_NOT; UNARY_NOT')).toBe(
      'macro(LOAD_FAST__UNARY_NOT) = LOAD_FAST + UNARY_NOT;\n' +
        'macro(UNARY_NOT__UNARY_NOT) = UNARY_NOT + UNARY_NOT;\n',
    );
  });

  it('are left to people where two operands share the oparg, with their stack effect', () => {
    expect(macros('LOAD_CONST a; BINARY_OP b', 'LOAD_FAST a; CALL b')).toBe(
      '// By hand: inst(LOAD_CONST__BINARY_OP, (a -- r)), the oparg of LOAD_CONST in oparg >> 4, that of BINARY_OP in oparg & 15.\n' +
        '// By hand: inst(LOAD_FAST__CALL, (...)), the oparg of LOAD_FAST in oparg >> 4, that of CALL in oparg & 15.\n',
    );
  });

  it('are none where more operands need room, or where CPython has them', () => {
    expect(macros('LOAD_FAST a; LOAD_FAST b; LOAD_CONST c', 'LOAD_FAST a; LOAD_FAST b')).toBe(
      '// No room for 3 opargs in eight bits: LOAD_FAST + LOAD_FAST + LOAD_CONST\n' +
        '// CPython 3.13 has it: LOAD_FAST_LOAD_FAST\n',
    );
  });
});

it('comments end with their lines and hide nothing, whatever instructions are called', () => {
  for (const print of [printSupers, printMacros]) {
    const text = rulesWithName(print);
    expect(text).not.toMatch(UNSAFE_IN_COMMENTS);
    expect(text).toContain('syscmd(');
    for (const line of text.split('\n')) if (line !== '') expect(line).toMatch(/^\/\/ /);
  }
});
