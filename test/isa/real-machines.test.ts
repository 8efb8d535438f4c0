import { describe, expect, it } from 'vitest';
import { instructionNamed, payloadOf } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import { formatPattern, parsePattern } from '../../src/isa/pattern.js';

const parse = (text: string) => parseIsa(text, 'vm.isa');
const problem = (text: string): string => {
  try {
    parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

const text = `machine real
bodies c++
payload 12 bits
stack return
operand local : u8 as u4
operand wide : i64 bindable
operand flag : u1 bindable
operand name : text bindable
operand slots : u8 list
operand target : u16 label
"i32.add"  ( a b -- r )  { r = a + b; }   # wraps
get    s:local ( -- v )  { v = locals[s]; }
const  w:wide  ( -- v )  { v = w; }
">r"   ( n -- ) return( -- n2 ) { n2 = n; }
send   n:name f:flag ( ? ) call may-exit
phi    l:slots ( ? ) alone
jz     t:target ( c -- ) branch {
  if (c == 0) { JUMP(t); } // a brace in a comment: }
}
wide ( -- ) prefix
`;
const isa = parse(text);
const instruction = (name: string) => instructionNamed(isa, name)!;

describe('an .isa file of a real machine', () => {
  it('has names in quotes and bodies in the language of the VM', () => {
    expect(isa).toMatchObject({ bodies: 'c++', payload: 1.5, stacks: ['return'] });
    expect(instruction('i32.add').body).toMatchObject({ kind: 'host', text: ' r = a + b; ' });
    expect(instruction('jz').body).toMatchObject({
      text: '\n  if (c == 0) { JUMP(t); } // a brace in a comment: }\n',
      at: { file: 'vm.isa', line: 17, column: 33 },
    });
    expect(instruction('send').body).toEqual({ kind: 'none' });
  });

  it('has operands of any width, texts and lists', () => {
    const kinds = Object.fromEntries(isa.operandKinds.map((kind) => [kind.name, kind]));
    expect(kinds.local).toMatchObject({ bytes: 1, fusedBytes: 0.5, interned: null });
    expect(kinds.wide).toMatchObject({ bytes: 8, signed: true, interned: 'integer' });
    expect(kinds.flag).toMatchObject({ bytes: 1 / 8, fusedBytes: 1 / 8 });
    expect(kinds.name).toMatchObject({ interned: 'text' });
    expect(kinds.slots).toMatchObject({ bytes: Number.POSITIVE_INFINITY, interned: 'list' });
    expect(payloadOf(instruction('send'))).toBe(4 + 1 / 8);
  });

  it('has a second stack, and stack effects that are not known', () => {
    expect(instruction('>r')).toMatchObject({
      pops: ['n'],
      others: [{ stack: 'return', pops: [], pushes: ['n2'] }],
    });
    expect(instruction('send')).toMatchObject({ isStackKnown: false, pops: [], pushes: [] });
  });

  it('says where control goes', () => {
    expect(instruction('send').flow).toMatchObject({ kind: 'call', mayExit: true });
    expect(instruction('jz').flow).toMatchObject({ kind: 'branch', mayExit: false });
    expect(instruction('phi').flow.isAlone).toBe(true);
    expect(instruction('wide').flow.isPrefix).toBe(true);
  });

  it.each([
    ['bodies basic', '2:8: expected what bodies are: expressions, none, c, c++, rust, go, javascript'],
    ['bodies c\nx ( -- ) { if (a) {\n', '3:10: the brace that opens this body is never closed'],
    ['bodies c\nx ( -- ) { a; } b', '3:17: nothing but a comment may follow the brace that closes a body'],
    [
      'bodies none\nx ( -- ) { a; }',
      '3:10: `bodies` says that there are none: give it the language of the VM',
    ],
    ['bodies c\nx ( ? ) { a; }', '3:1: x has a body, but its stack picture is not known'],
    ['bodies none\nx ( -- ) jump return', '3:10: jump and return exclude each other'],
    ['bodies none\nx ( -- ) sometimes', '3:10: `sometimes` is not a flag: jump, branch, switch'],
    ['x ( ? ) ', '2:7: a body in expressions needs to know its stack picture'],
    ['operand n : text', '2:13: operands of expressions have at most 32 bits'],
    ['stack other', '2:7: a second stack needs bodies in the language of the VM, or none'],
    [
      'bodies none\noperand n : u4 as u8\nx ( -- )',
      '3:21: `as` gives a number, and no label, a smaller width',
    ],
    ['bodies none\n"\\x" ( -- )', 'is not a name in quotes'],
  ])('is refused for %j', (lines, message) => {
    expect(problem(`machine m\n${lines}`)).toContain(message);
  });
});

describe('a pattern of a real machine', () => {
  it.each([
    'get a; get a; i32.add',
    'const #"9007199254740993"; i32.add; jz a',
    'const a; send #"a b; \\"c\\"" #1',
  ])('%s reads back', (pattern) => {
    expect(formatPattern(parsePattern(pattern, isa, 'test'))).toBe(pattern);
  });

  it.each([
    ['get a; send b c; get d', 'only the last part may jump or return, not send'],
    ['get a; phi b', 'phi is never part of a superinstruction'],
    ['wide; get a', 'wide is never part of a superinstruction'],
    ['const #12; i32.add', '#12 is not a text in quotes'],
    ['const #"12; i32.add', 'a text in quotes is never closed'],
  ])('%s is refused', (pattern, message) => {
    expect(() => parsePattern(pattern, isa, 'test')).toThrow(message);
  });

  it('may go on behind a branch that falls through', () => {
    expect(parsePattern('get a; jz b; get c', isa, 'test').parts).toHaveLength(3);
  });
});

describe('an operand kind', () => {
  it.each(['text', 'u16 label'])('that is %s addresses nothing', (width) => {
    expect(problem(`machine m\nbodies none\noperand k : ${width}\nmemory m1 : f64[k]\nx ( -- )`)).toContain(
      '4:17: k is no address',
    );
  });

  it.each([
    ['const #"007"; i32.add', 'a wide cannot be "007"'],
    ['const #"9223372036854775808"; i32.add', 'a wide cannot be'],
    ['const #"x"; i32.add', 'a wide cannot be'],
  ])('of 64 bits is no constant in %s', (pattern, message) => {
    expect(() => parsePattern(pattern, isa, 'test')).toThrow(message);
  });
});
