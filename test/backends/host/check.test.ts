import { describe, expect, it } from 'vitest';
import { checkHostBodies } from '../../../src/backends/host/check.js';
import { printFused } from '../../../src/backends/host/handler.js';
import { parseTemplate } from '../../../src/backends/host/host-template.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import type { HostLanguage } from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { parsePattern } from '../../../src/isa/pattern.js';
import { InputError } from '../../../src/util/input-error.js';

const HEAD = `operand local : u8
operand number : i32 bindable
operand name : text bindable
operand target : u16 label
`;
const TEMPLATE = 'exits: TRAP, goto error\njumps: JUMP\nstack users: PUSH, POP\n';

function read(instructions: string, template = TEMPLATE, language: HostLanguage = 'c') {
  const isa = parseIsa(`machine test\nbodies ${language}\n${HEAD}${instructions}`, 'vm.isa');
  return { isa, template: parseTemplate(template, 'vm.template', isa) };
}

function check(instruction: string, template = TEMPLATE, language: HostLanguage = 'c') {
  const { isa, template: read_ } = read(instruction, template, language);
  return checkHostBodies(isa, read_);
}

describe('a body is fit to be a part', () => {
  it.each([
    'add ( a b -- r ) { r = a + b; }',
    'add ( a b -- r ) { a += b; r = a; }',
    'pair ( -- a b ) { two(&a, &b); }',
    'item ( p -- v ) { v.number = p; }',
    'div ( a b -- r ) may-exit { if (b == 0) TRAP("by zero"); else r = a / b; }',
    'get ( p -- v ) may-exit { v = read(p); if (!v) goto error; }',
    'jz t:target ( c -- ) branch { if (c == 0) JUMP(t) }',
    'count t:target ( n -- m ) branch { m = n - 1; if (m) JUMP(t); }',
    'find ( p -- n ) { for (n = 0;; n++) if (p[n] == 0) break; }',
    'name ( -- v ) { v = "PUSH // sp ("; /* sp */ }',
    'depth ( -- n ) alone { n = sp - stack; }',
    'ret ( v -- ) return { return v; }',
    'call f:number ( a -- r ) call { CALL(f); }',
  ])('%s', (instruction) => {
    expect(check(instruction)).toEqual([]);
  });
});

describe('a body is unfit to be a part', () => {
  it.each([
    [
      'depth ( -- n ) { n = sp - stack; }',
      'depth: the body uses `sp`, so it cannot be part of a superinstruction: flag it `alone`',
      'sp',
    ],
    ['two ( -- a ) { a = POP() + 1; }', /^two: the body uses `POP`/, 'POP'],
    [
      'add ( a b -- r ) { return_value(a + b); }',
      'add: the body never assigns `r`, which it says it pushes',
      '{',
    ],
    ['add ( a b -- r ) { x = r; }', /never assigns `r`/, '{'],
    ['same ( a b -- r ) { if (r == a) b = 1; }', /never assigns `r`/, '{'],
    ['add ( a b -- r ) { r = (a + b]; }', 'add: brackets do not match', '{'],
    ['text ( -- v ) { v = "a\\\nb"; }', /literal goes over several lines/, '{'],
    ['trap ( -- ) may-exit { fail(); }', /flagged `may-exit`, but its body has no exit of the template/, '{'],
    [
      'div ( a b -- r ) may-exit { r = b == 0 ? TRAP("by zero") : a / b; }',
      /`TRAP` has to be a statement of its own/,
      'TRAP',
    ],
    [
      'div ( a b -- r ) may-exit { CHECK(b != 0, TRAP("x")); r = 1; }',
      /`TRAP` has to be a statement/,
      'TRAP',
    ],
    ['jz t:target ( c -- ) { if (c == 0) JUMP(t); }', /jumps by `JUMP`: flag it `branch`/, 'JUMP'],
    [
      'lt ( a b -- r ) { r = a < b; if (a) TRAP("no"); }',
      'lt: the body exits by `TRAP`: flag it `may-exit`',
      'TRAP',
    ],
    [
      'jz t:target ( c -- ) branch { if (c < 0) goto error; if (c) JUMP(t); }',
      /exits by `goto error`: flag it `may-exit`/,
      'goto',
    ],
    ['count t:target ( n -- m ) branch { if (n) JUMP(t); m = n; }', /may jump before it assigns `m`/, 'JUMP'],
    ['stop ( a -- ) { if (a) return; }', /leaves by `return`, which the template does not name/, 'return'],
    ['stop ( a -- ) { if (a) break; }', /leaves by `break`/, 'break'],
    ['odd ( ip -- r ) { r = ip; }', '`ip` names something of the template', '{'],
  ])('%s', (instruction, message, place) => {
    const problems = check(instruction);
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toMatch(message);
    expect(problems[0].at).toEqual({ file: 'vm.isa', line: 7, column: instruction.indexOf(place) + 1 });
  });

  it('where it is several lines long, at the line', () => {
    const [{ at }] = check('two ( -- a ) {\n  // no\n  a = POP();\n}');
    expect(at).toEqual({ file: 'vm.isa', line: 9, column: 7 });
  });

  it('without any', () => {
    expect(check('call f:number ( ? ) call')).toEqual([
      { message: 'call: it has no body: give it one, or flag it `alone`' },
    ]);
    expect(check('call f:number ( ? ) call alone')).toEqual([]);
  });

  it('unless the template lets memory be right before it', () => {
    const instruction = 'get ( p -- v ) may-exit { v = read(p); }';
    expect(check(instruction)).toHaveLength(1);
    expect(check(instruction, `${TEMPLATE}unnamed exits: flush\n`)).toEqual([]);
  });

  it('by the words of its language', () => {
    const instruction = 'get ( p -- v ) { v = p; if (!p) throw new Error("no"); }';
    expect(check(instruction, '', 'javascript')[0].message).toMatch(/leaves by `throw`/);
    expect(check(instruction.replace(')', ') may-exit'), 'exits: throw', 'javascript')).toEqual([]);
  });

  it.each([
    ['javascript', 'throw', 'throw new VmError(1);'],
    ['go', 'panic', 'panic("no")'],
    ['rust', 'panic', 'panic!("no")'],
    ['rust', 'return', 'return Err(1);'],
    ['c++', 'throw', 'throw 1;'],
  ] as const)('where it exits in %s by `%s` and is not flagged', (language, word, exit) => {
    const [{ message }] = check(`lt ( a b -- r ) { r = a;\n${exit} }`, `exits: ${word}`, language);
    expect(message).toBe(`lt: the body exits by \`${word}\`: flag it \`may-exit\``);
    expect(check(`lt ( a b -- r ) may-exit { r = a;\n${exit} }`, `exits: ${word}`, language)).toEqual([]);
  });
});

describe('a pattern cannot be printed', () => {
  const INSTRUCTIONS = `push n:number ( -- v ) { v = n; }
global s:name ( -- v ) { v = globals[s]; }
add ( a b -- r ) { r = a + b; }
depth ( -- n ) alone { n = sp - stack; }
pick ( -- n ) { n = sp[-1]; }
loop t:target ( c -- ) branch { if (c) ip = t; }
wide ( -- ) prefix { }
skip ( c -- ) skip { if (c) ip++; }
nothing ( -- )
`;
  const { isa, template } = read(INSTRUCTIONS);
  const print = (...texts: readonly string[]) =>
    printFused(
      extendIsa(
        isa,
        texts.map((text) => parsePattern(text, isa, 'test')),
      ),
      template,
    );

  it.each([
    ['push a; pick', /vm\.isa:11:21: pick: the body uses `sp`/],
    [
      'push a; loop b; push c',
      /loop branches, but its body has no jump of the template: only the last part may/,
    ],
    ['push a; nothing', 'nothing: it has no body'],
    [
      'push a; global #"x"',
      's of global is bound to what it stands for, but its body knows it by a number: do not call name `bindable`',
    ],
  ])('%s', (text, message) => {
    expect(() => print(text)).toThrow(InputError);
    expect(() => print(text)).toThrow(message);
  });

  it('where two opcodes are called alike', () => {
    const { isa: machine, template: alike } = read(INSTRUCTIONS, `${TEMPLATE}opcode add: OP_PUSH\n`);
    const fused = extendIsa(machine, [parsePattern('push a; push b; add', machine, 'test')]);
    expect(() => printFused(fused, alike)).toThrow(
      'vm.template:4:1: the opcodes of push and add are both `OP_PUSH`',
    );
  });

  it('and all that is wrong is told at once', () => {
    const error = (() => {
      try {
        return print('push a; nothing', 'push a; pick', 'push a; loop b; push c');
      } catch (caught) {
        return caught as InputError;
      }
    })();
    expect((error as InputError).problems).toHaveLength(3);
  });

  it('unless all its parts are fit, whatever else the machine has', () => {
    expect(print('push a; push b; add', 'push a; loop b', 'push a; skip')).toHaveLength(3);
  });
});
