import { describe, expect, it } from 'vitest';
import { semanticsOf } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import type { Expression } from '../../src/isa/semantics.js';
import { InputError } from '../../src/util/input-error.js';

const HEADER = `machine test
word f64
operand slot : u16
operand literal : u16 bindable
operand table : u16
operand small : i8 bindable
operand label : u16 label
memory curr, next : f64[slot]
memory whole : i32[slot]
pool constant : f64[literal]
pool points : f64[table][]
register cond : bool
register mode : i32
let ORIGIN = 7
extern lookup(points, f64) -> f64 pure
extern tick(f64) -> f64
extern count(i32) -> i32 pure
extern look(f64) -> f64 reads curr, whole
extern change(f64) -> f64 any
`;
const HEADER_LINES = HEADER.split('\n').length - 1;

function parse(instructions: string) {
  return parseIsa(HEADER + instructions, 'm.isa').instructions;
}

/** What is wrong, each as `line:column: message`, lines counted after the header. */
function problems(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ message, at }) => {
      expect(at?.file).toBe('m.isa');
      return `${at!.line - HEADER_LINES}:${at!.column}: ${message}`;
    });
  }
  return [];
}

/** The meaning of the only instruction. */
function semantics(instruction: string) {
  return semanticsOf(parse(instruction)[0]);
}

const input = (index: number): Expression => ({ kind: 'input', type: 'f64', index });
const operand = (index: number): Expression => ({ kind: 'operand', type: 'i32', index });
const curr = (index: Expression): Expression => ({ kind: 'memory', type: 'f64', memory: 'curr', index });
const number = (value: number, type: 'f64' | 'i32' = 'f64'): Expression => ({ kind: 'number', type, value });

describe('declarations', () => {
  it('become data', () => {
    const isa = parseIsa(`${HEADER}payload 6\nnop ( -- )`, 'm.isa');
    expect(isa).toMatchObject({ machine: 'test', word: 'f64', payload: 6 });
    expect(isa.operandKinds).toContainEqual({
      name: 'literal',
      bytes: 2,
      fusedBytes: 2,
      interned: null,
      signed: false,
      bindable: true,
      label: false,
      within: null,
      pool: 'constant',
    });
    expect(isa.memories.map(({ name, type, index }) => `${name} ${type} ${index}`)).toEqual([
      'curr f64 slot',
      'next f64 slot',
      'whole i32 slot',
    ]);
    expect(isa.pools[1]).toEqual({ name: 'points', type: 'f64', index: 'table', rows: true });
    expect(isa.externs[0]).toEqual({
      name: 'lookup',
      parameters: [{ pool: 'points' }, 'f64'],
      result: 'f64',
      effect: 'pure',
    });
  });

  it('change the digest when the text changes', () => {
    const digest = (text: string) => parseIsa(text, 'm.isa').digest;
    expect(digest(`${HEADER}nop ( -- )`)).toBe(digest(`${HEADER}nop ( -- )`));
    expect(digest(`${HEADER}nop ( -- )`)).not.toBe(digest(`${HEADER}nip ( -- )`));
  });

  it.each([
    ['memory curr : f64[slot]', '1:8: `curr` is declared twice'],
    ['operand constructor : u8', '1:9: `constructor` cannot be a name'],
    ['memory more : f32[slot]', '1:15: expected f64 or i32'],
    ['memory more : f64[cell]', '1:19: the operand kind `cell` is not declared'],
    ['memory more : f64[literal]', '1:27: literal already indexes constant'],
    ['pool more : f64[slot]', '1:22: slot already indexes curr'],
    ['pool a, b : f64[small]', '1:13: declare one pool a line'],
    ['pool rows : f64[small][]', '1:25: small is bindable, but a row cannot be a constant'],
    ['operand x : u65', '1:13: expected a width: u1 to u64, i1 to i64, or text'],
    ['operand x : u8 label bindable', '1:30: a label cannot be bindable'],
    ['operand x : u8 within literal', '1:23: literal indexes the pool constant'],
    ['operand x : u8 sticky', '1:16: expected `within KIND`, `bindable`, `label`, `list` or `as WIDTH`'],
    ['let X = 1.5', '1:9: expected a whole number'],
    ['let X = 4294967296', '1:9: the number does not fit into 32 bits'],
    ['payload -1', '1:9: a payload has at least 0 bytes'],
    ['word i32', '1:1: `word` is given twice'],
    ['extern floor(f64) -> f64 pure', '1:1: `floor` is a built-in function'],
    ['extern f(f64) -> f64 reads curr, nothing', '1:34: the memory `nothing` is not declared'],
    ['extern f(f64) -> f64 reads constant', '1:28: the memory `constant` is not declared'],
    ['extern f(f64) -> f64 reads curr, curr', '1:34: `curr` is named twice'],
    ['extern f(f64) -> f64 reads', '1:27: expected the name of a memory, found the end of the line'],
    ['extern f(f64) -> f64 any pure', '1:26: `pure` does not belong here'],
    ['extern f(constant) -> f64', '1:10: constant has no rows: take its values as f64'],
    ['register r : bool extra', '1:19: `extra` does not belong here'],
    ['% x', '1:1: expected a declaration or an instruction, found `%`'],
  ])('%s is refused', (line, problem) => {
    expect(problems(`${line}\nnop ( -- )`)).toEqual([problem]);
  });

  it('come before the instructions', () => {
    expect(problems('nop ( -- )\nlet X = 3')).toEqual(['2:1: declarations come before the instructions']);
  });

  it('include a machine and instructions', () => {
    expect(() => parseIsa('word f64\nnop ( -- )', 'm.isa')).toThrow('m.isa:1:1: no `machine NAME` line');
    expect(() => parseIsa('machine m', 'm.isa')).toThrow('m.isa:1:1: the machine has no instructions');
    expect(() => parseIsa('', 'm.isa')).toThrow(InputError);
  });
});

describe('mistakes in instructions', () => {
  it('are all reported at once, each with its place', () => {
    expect(
      problems(`a ( x -- r ) r = y
b s:slot ( -- r ) r = constant[s]
# a comment
ok ( a b -- r ) r = a + b
c ( x -- ) q[3] = x
    ; curr[0] = x +`),
    ).toEqual([
      '1:18: `y` is not defined',
      '2:32: indexed by literal, but `s` is a slot',
      '5:12: `q` is not a memory, so it cannot be written',
    ]);
  });

  it('include every character that has no meaning', () => {
    expect(problems('a ( -- ) $\nb ( -- )\nc ( -- v ) v = 1 😀')).toEqual([
      '1:10: unexpected character "$"',
      '3:18: unexpected character "😀"',
    ]);
  });

  it.each([
    ['a ( x -- x ) return', '1:10: `x` names two things'],
    ['a cond:slot ( -- )', '1:3: `cond` names two things'],
    ['a k:nothing ( -- )', '1:5: the operand kind `nothing` is not declared'],
    ['a ( x y -- r', '1:13: expected a pushed value or `)`, found the end of the line'],
    ['a ( x -- r ) t = x', '1:19: `r` is pushed but never assigned'],
    ['a ( x -- r ) r = x; r = x', '1:21: `r` is assigned twice'],
    ['a ( x -- r ) x = 1; r = x', '1:14: `x` is an input and cannot be assigned'],
    ['a ( x -- ) curr = x', '1:12: `curr` is a memory: write one cell of it'],
    ['a ( x -- ) constant = x', '1:12: `constant` is constant and cannot be assigned'],
    ['a ( x -- ) ORIGIN = x', '1:12: `ORIGIN` is constant and cannot be assigned'],
    ['a k:literal ( x -- ) constant[k] = x', '1:22: `constant` is not a memory, so it cannot be written'],
    ['a ( -- ) return; cond = 1 < 2', '1:18: nothing may follow a jump or return'],
    ['a ( -- ) return; leave if cond', '1:18: nothing may follow a jump or return'],
    ['a ( v -- ) leave', '1:12: `leave` takes a condition: write `leave if …`'],
    ['a ( v -- ) trap; cond = v > 0', '1:12: `trap` takes a condition: write `trap if …`'],
    ['a ( v -- ) leave if', '1:20: expected a value, found the end of the line'],
    ['a ( v -- ) leave if v', '1:21: expected bool, found f64'],
    ['a s:slot ( v -- ) cond = v > 0; trap if s', '1:41: expected bool, found i32'],
    ['a ( v -- ) leave if v > 0 v', '1:27: expected `;`, found `v`'],
    ['a ( v -- ) leave if tick(v) > 0', '1:21: `tick` does something: assign its result to a name first'],
    ['a ( v -- r ) r = 1 + change(v)', '1:18: `change` does something: assign its result to a name first'],
    ['a ( v -- ) look(v)', '1:12: the result of `look` is not used'],
    ['a ( -- r ) leave if cond', '1:25: `r` is pushed but never assigned'],
    ['a s:slot ( -- ) jump s', '1:22: `s` is not an operand of a kind marked `label`'],
    ['a t:label ( v -- ) jump t if v', '1:30: expected bool, found f64'],
    ['a ( x -- r ) r = x x', '1:20: expected `;`, found `x`'],
    ['a ( x -- r ) r = (x', '1:20: expected `)`, found the end of the line'],
    ['a ( x -- r ) r =', '1:17: expected a value, found the end of the line'],
    ['a ( x -- r ) r = missing(x)', '1:18: the function `missing` is not declared'],
    ['a ( x -- r ) r = sqrt(x, x)', '1:18: `sqrt` takes 1 arguments, not 2'],
    ['a ( x -- ) sqrt(x)', '1:12: the result of `sqrt` is not used'],
    ['a ( x -- r ) r = 1 + tick(x)', '1:18: `tick` does something: assign its result to a name first'],
    ['a t:table ( -- r ) p = points[t]; r = 1', '1:20: a row can only be handed to a function'],
    ['a t:table ( x -- r ) r = lookup(x, x)', '1:33: expected a row of `points`'],
    ['a k:literal ( -- r ) r = f64(k)', '1:30: `k` can be used as an index of constant alone'],
    ['a k:literal ( -- r ) r = constant[k + 1]', '1:35: `k` can be used as an index of constant alone'],
  ])('%s', (line, problem) => {
    expect(problems(line)).toEqual([problem]);
  });

  it('include two instructions of one name', () => {
    expect(problems('a ( -- )\na ( -- )')).toEqual(['2:1: the instruction `a` is defined twice']);
  });

  it('have names that are identifiers where handlers are made of their bodies', () => {
    const message = 'names in quotes are for machines whose bodies are not expressions';
    expect(problems('"a*/b" ( -- )\n"2dup" ( -- )\n"" ( -- )\n"x\\ny" ( -- )')).toEqual(
      [1, 2, 3, 4].map((line) => `${line}:1: ${message}`),
    );
    expect(parse('"as_word" ( -- )')[0].name).toBe('as_word');
  });

  it('take no jump target for a number, which it is in one form of the code alone', () => {
    for (const body of ['curr[t + 0] = 1', 'curr[0] = f64(t)', 'x = t; jump t if x == 0'])
      expect(problems(`a t:label ( -- ) ${body}`)[0]).toContain('`t` is a jump target, and no value');
    expect(problems('a t:label ( -- ) jump t')).toEqual([]);
  });

  it.each([
    ['parentheses', `a ( -- r ) r = ${'('.repeat(1500)}1`],
    ['signs', `a ( -- r ) r = ${'-'.repeat(1)} ${'- '.repeat(1500)}1`],
    ['conditions', `a ( -- r ) r = ${'1 < 2 ? 1 : '.repeat(190)}1`],
    ['length', `a ( -- r ) r = 1${' + 1'.repeat(100_000)}`],
  ])('include bodies that would overflow the stack: %s', (_, line) => {
    expect(problems(line)).toHaveLength(1);
    expect(problems(line)[0]).toMatch(/nested too deeply|too long/);
  });
});

describe('types', () => {
  it.each([
    ['r = a && b', '`&&` cannot be applied to f64'],
    ['r = a % b', '`%` cannot be applied to f64'],
    ['r = a < b', 'expected f64, found bool'],
    ['r = cond + 1', 'expected bool, found f64'],
    ['r = cond == cond ? 1 : 0', '`==` cannot be applied to bool'],
    ['r = -cond ? 1 : 0', '`-` cannot be applied to bool'],
    ['r = !a ? 1 : 0', 'expected bool, found f64'],
    ['r = a ? 1 : 0', 'expected bool, found f64'],
    ['r = a < b ? a : s', 'expected f64, found i32'],
    ['r = curr[a]', 'expected i32, found f64'],
    ['r = a + s', 'expected f64, found i32'],
    ['r = count(a)', 'expected i32, found f64'],
    ['r = whole[s]', 'expected f64, found i32'],
    ['cond = a; r = a', 'expected bool, found f64'],
    ['whole[s] = a; r = a', 'expected i32, found f64'],
    ['mode = 2147483648; r = a', '2147483648 is not an i32'],
    ['mode = 1.5; r = a', 'expected i32, found f64'],
  ])('%s is refused', (body, message) => {
    const [problem, ...others] = problems(`x s:slot ( a b -- r ) ${body}`);
    expect(problem).toMatch(/^1:\d+: /);
    expect(problem.replace(/^1:\d+: /, '')).toBe(message);
    expect(others).toEqual([]);
  });

  it('of integer literals are those of the other side', () => {
    expect(semantics('x s:slot ( a -- r ) r = whole[s] == 3 && a < 4 ? a : 0').outputs).toMatchObject([
      {
        condition: {
          left: { right: { type: 'i32', value: 3 } },
          right: { right: { type: 'f64', value: 4 } },
        },
        alternate: { type: 'f64', value: 0 },
      },
    ]);
  });

  it('let the smallest integer be written and know no negative zero of integers', () => {
    expect(semantics('x ( -- ) mode = -2147483648').effects).toMatchObject([
      { value: number(-(2 ** 31), 'i32') },
    ]);
    const [zero] = semantics('x ( -- ) mode = -0').effects;
    expect(zero).toEqual({ kind: 'set', register: 'mode', value: number(0, 'i32') });
    expect(semantics('x ( -- r ) r = -0').outputs).toEqual([number(-0)]);
  });

  it('convert between integers and doubles by name', () => {
    expect(semantics('x ( a -- r ) r = f64(i32(a))').outputs).toMatchObject([
      { kind: 'unary', operator: 'f64', type: 'f64', operand: { operator: 'i32', type: 'i32' } },
    ]);
  });
});

describe('bodies', () => {
  it('bind as in C', () => {
    const [output] = semantics('x ( a b -- r ) r = a - b - a * b < 1 || a > b && !(a == b) ? 1 : 0').outputs;
    expect(output).toMatchObject({
      kind: 'select',
      condition: {
        operator: '||',
        left: {
          operator: '<',
          left: {
            operator: '-',
            left: { operator: '-', left: input(0), right: input(1) },
            right: { operator: '*' },
          },
        },
        right: { operator: '&&', right: { operator: '!', operand: { operator: '==' } } },
      },
    });
  });

  it('lose names that are used once', () => {
    expect(semantics('x s:slot ( a -- r ) p = curr[s]; r = p + a')).toEqual({
      inputs: 1,
      effects: [],
      outputs: [{ kind: 'binary', type: 'f64', operator: '+', left: curr(operand(0)), right: input(0) }],
      control: { kind: 'next' },
    });
  });

  it('keep a value that is used twice in a temporary', () => {
    const temporary = { kind: 'temporary', type: 'f64', index: 0 };
    expect(semantics('x ( a -- r ) p = a * a; r = p + p')).toMatchObject({
      effects: [{ kind: 'define', temporary: 0, value: { operator: '*', left: input(0), right: input(0) } }],
      outputs: [{ operator: '+', left: temporary, right: temporary }],
    });
  });

  it('read before they write, in the order of the statements', () => {
    expect(semantics('x s:slot ( a -- r ) r = curr[s]; curr[s] = a')).toMatchObject({
      effects: [
        { kind: 'define', temporary: 0, value: curr(operand(0)) },
        { kind: 'store', memory: 'curr', index: operand(0), value: input(0) },
      ],
      outputs: [{ kind: 'temporary', index: 0 }],
    });
  });

  it('need no temporary when addresses are surely different', () => {
    expect(semantics('x ( a -- r ) r = curr[1]; curr[2] = a').effects).toHaveLength(1);
    expect(semantics('x ( a -- r ) r = curr[1]; next[1] = a').effects).toHaveLength(1);
    expect(semantics('x ( a -- r ) r = curr[1]; curr[1] = a').effects).toHaveLength(2);
    expect(semantics('x s:slot ( a -- r ) r = curr[1]; curr[s] = a').effects).toHaveLength(2);
  });

  it('put what an impure function gives into a temporary, used or not', () => {
    const call = { kind: 'call', function: 'tick', effect: 'outside' };
    expect(semantics('x ( a -- ) tick(a)').effects).toMatchObject([{ kind: 'call', call }]);
    expect(semantics('x ( a -- ) p = tick(a)').effects).toMatchObject([{ kind: 'define', value: call }]);
    expect(semantics('x ( a -- ) curr[0] = tick(a)').effects).toMatchObject([
      { kind: 'define', temporary: 0, value: call },
      { kind: 'store', value: { kind: 'temporary', index: 0 } },
    ]);
  });

  it('forget a pure value that is not used', () => {
    expect(semantics('x ( a -- ) p = sqrt(a)').effects).toEqual([]);
  });

  it('may continue on indented lines', () => {
    expect(semantics('x ( a b -- r )  # sum\n    p = a + b\n\n    r = p * 2').outputs).toEqual(
      semantics('x ( a b -- r ) p = a + b; r = p * 2').outputs,
    );
  });

  it('jump to labels, with a condition or without', () => {
    expect(semantics('x t:label ( v -- ) jump t if v != 0').control).toMatchObject({
      kind: 'jump',
      target: 0,
      condition: { operator: '!=' },
    });
    expect(semantics('x s:slot t:label ( -- ) jump t').control).toEqual({
      kind: 'jump',
      target: 1,
      condition: null,
    });
    expect(semantics('x ( -- ) return').control).toEqual({ kind: 'return' });
  });

  it('may leave anywhere, as often as they like', () => {
    const [instruction] = parse(
      'x ( a -- r ) leave if a > 1; curr[0] = a; trap if cond; r = a; leave if a < 0',
    );
    expect(semanticsOf(instruction)).toMatchObject({
      effects: [
        { kind: 'exit', how: 'leave', condition: { operator: '>', left: input(0) } },
        { kind: 'store' },
        { kind: 'exit', how: 'trap', condition: { kind: 'register', register: 'cond' } },
        { kind: 'exit', how: 'leave', condition: { operator: '<' } },
      ],
      outputs: [input(0)],
      control: { kind: 'next' },
    });
    expect(instruction.flow).toMatchObject({ kind: 'next', mayExit: true });
    expect(parse('x ( -- ) trap if cond; return')[0].flow).toMatchObject({ kind: 'return', mayExit: true });
    expect(parse('x t:label ( v -- ) jump t if v > 0')[0].flow.mayExit).toBe(false);
  });

  it('name addresses with `let`', () => {
    expect(semantics('x ( -- r ) r = curr[ORIGIN]').outputs).toEqual([curr(number(7, 'i32'))]);
  });

  it('belong to instructions that may be called like declarations', () => {
    expect(parse('let ( a -- ) curr[0] = a\nmachine ( -- )').map(({ name }) => name)).toEqual([
      'let',
      'machine',
    ]);
  });
});
