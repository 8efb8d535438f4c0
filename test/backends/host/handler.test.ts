import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { printBase, printFused } from '../../../src/backends/host/handler.js';
import { printHostFiles } from '../../../src/backends/host/host-files.js';
import { parseTemplate } from '../../../src/backends/host/host-template.js';
import { findCompiler } from '../../../src/execution/native/compiler.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { HOST_LANGUAGES, instructionNamed } from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { parsePattern } from '../../../src/isa/pattern.js';
import { DECLARATIONS } from './compiled/guests.js';

const ISA = `machine calc
bodies c
${DECLARATIONS}push   n:number ( -- v )        { v = n; }
load   s:local  ( -- v )        { v = locals[s]; }
add             ( a b -- r )    { r = a + b; }
drop            ( a -- )        { }
">r"            ( n -- ) rs( -- m ) { m = n; }
jz     t:target ( c -- ) branch { if (c == 0) JUMP(t); }
div             ( a b -- r ) may-exit {
  if (b == 0)
    TRAP("division by zero");
  r = a / b;
}
call   f:number ( a -- r ) call { CALL(f); }
ret             ( v -- ) return { RETURN(v); }
log             ( v -- ) may-exit { log_value(v); }
`;
const BARE = `handler:
  {{name}}({{words}}, {{bytes}}):
    {{operands}}
    {{body}}
exits: TRAP
jumps: JUMP
type: Cell
type number: int
stack pointer rs: rp
unnamed exits: flush
`;

function read(more = '') {
  const isa = parseIsa(ISA, 'vm.isa');
  return { isa, template: parseTemplate(BARE + more, 'vm.template', isa) };
}

/** Lines of the handler of a pattern, without comments and indentation. */
function print(pattern: string, more = ''): readonly string[] {
  const { isa, template } = read(more);
  const [text] = printFused(extendIsa(isa, [parsePattern(pattern, isa, 'test')]), template);
  return text.split('\n').map((line) => line.trim().replace(/ *\/\/.*/, ''));
}

function printOne(name: string, more = ''): readonly string[] {
  const { isa, template } = read(more);
  return printBase(isa, template, instructionNamed(isa, name)!)
    .split('\n')
    .map((line) => line.trim());
}

/** Lines that touch a stack. */
function stackLines(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => /\b[sr]p\b/.test(line));
}

describe('a fused handler', () => {
  it('keeps cells that go from part to part in variables', () => {
    expect(print('push #5; load a; add')).toEqual([
      'push_5__load__add(1, 1):',
      'Cell operand1 = ip[0];',
      'Cell cell1;',
      'Cell cell2;',
      '{',
      'int n = 5;',
      'Cell v;',
      'v = n;',
      'cell1 = v;',
      '}',
      '{',
      'Cell s = operand1;',
      'Cell v;',
      'v = locals[s];',
      'cell2 = v;',
      '}',
      '{',
      'Cell b = cell2;',
      'Cell a = cell1;',
      'Cell r;',
      'r = a + b;',
      'sp[0] = r;',
      'sp += 1;',
      '}',
    ]);
  });

  it('touches no stack where nothing is left of what it pushes', () => {
    expect(stackLines(print('push a; load b; add; drop'))).toEqual([]);
  });

  it('moves each stack pointer once', () => {
    const lines = stackLines(print('add; >r; push a; >r; push b; add'));
    expect(lines.filter((line) => line.includes('='))).toEqual([
      'Cell b = sp[-1];',
      'Cell a = sp[-2];',
      'Cell a = sp[-3];',
      'sp[-3] = r;',
      'sp -= 2;',
      'rp[0] = cell2;',
      'rp[1] = cell4;',
      'rp += 2;',
    ]);
  });

  it('fetches operands that are the same once, and adds the distance', () => {
    const lines = print('load x; load x+2; load x-1; add');
    expect(lines.filter((line) => line.includes('operand'))).toEqual([
      'Cell operand1 = ip[0];',
      'Cell s = operand1;',
      'Cell s = operand1 + 2;',
      'Cell s = operand1 - 1;',
    ]);
  });

  it('binds constants of more than 32 bits', () => {
    const isa = parseIsa(ISA.replace('number : i32', 'number : u64'), 'vm.isa');
    const template = parseTemplate(`${BARE}constant number: UINT64_C({{value}})`, 'vm.template', isa);
    const pattern = parsePattern('push #"18446744073709551615"; add', isa, 'test');
    const files = printHostFiles(extendIsa(isa, [pattern]), template);
    expect(files.get('handlers.inc')).toContain('int n = UINT64_C(18446744073709551615);');
    // Operands are compared as signed numbers.
    expect(files.get('superinstructions.h')).toContain('{2, 0, -1},');
  });

  it('brings memory into shape only where it leaves', () => {
    expect(print('push #1; load a; load b; div; drop')).toContain(
      '{ sp[0] = cell1; sp += 1; TRAP("division by zero"); }',
    );
    expect(stackLines(print('push #1; load a; load b; div; drop; drop'))).toEqual([
      '{ sp[0] = cell1; sp += 1; TRAP("division by zero"); }',
    ]);
  });

  it('leaves what a part pops where its handler leaves it: off the stack, or on it', () => {
    const pattern = 'push #1; load a; load b; div';
    expect(print(pattern, 'pops: after the body')).toContain(
      '{ sp[0] = cell1; sp[1] = cell2; sp[2] = cell3; sp += 3; TRAP("division by zero"); }',
    );
    // Those that were in memory are there still.
    expect(print('push #1; drop; div', 'pops: after the body')).toContain('TRAP("division by zero");');
    expect(print('push #1; drop; div')).toContain('{ sp -= 2; TRAP("division by zero"); }');
  });

  it('has all cells on the stack where it jumps', () => {
    const lines = print('add; load a; jz t; push b; add');
    expect(lines).toContain('if (c == 0) { sp[-2] = cell1; sp -= 1; JUMP(t); }');
  });

  it('brings memory into shape before a last part that goes elsewhere', () => {
    const lines = print('push #7; load a; ret');
    expect(lines.slice(-4)).toEqual(['sp[0] = cell1;', 'sp += 1;', 'RETURN(v);', '}']);
    const call = print('push #7; load a; call f');
    expect(call.slice(-4)).toEqual(['sp[0] = cell1;', 'sp += 1;', 'CALL(f);', '}']);
  });

  it('brings memory into shape before a part that leaves by ways without a name, and goes on from there', () => {
    expect(stackLines(print('push #1; load a; log; drop; drop'))).toEqual([
      'sp[0] = cell1;',
      'sp += 1;',
      'Cell a = sp[-2];',
      'sp -= 2;',
    ]);
  });

  it('tells an exit of its part, in numbers of the code without superinstructions', () => {
    const exit = 'exit: { {{flush}} at({{part}}, {{words}}, {{bytes}}); {{exit}} }';
    expect(print('load a; push b; div', exit)).toContain('{ at(2, 4, 7); TRAP("division by zero"); }');
    expect(printOne('div', exit)).toContain('{ sp -= 2; at(0, 0, 0); TRAP("division by zero"); }');
  });

  it('moves the pointer first where the stack has to have room', () => {
    const more = 'writes: after the move\ncell: at({{depth}})\nmove: grow({{by}});';
    const lines = print('push a; push b', more);
    expect(lines.slice(-4)).toEqual(['grow(2);', 'at(1) = cell1;', 'at(0) = v;', '}']);
  });

  it('has variables that no body and no snippet has', () => {
    const isa = parseIsa(ISA.replace('r = a + b;', 'cell1 = cell2; r = a + operand1;'), 'vm.isa');
    const template = parseTemplate(`${BARE}operand: get(cell3)`, 'vm.template', isa);
    const fused = extendIsa(isa, [parsePattern('load a; load b; add', isa, 'test')]);
    const [text] = printFused(fused, template);
    expect(text).toContain('Cell operand2 = get(cell3);');
    expect(text).toContain('Cell a = cell4;');
  });
});

describe('the handler of an instruction', () => {
  it('is printed in the same shape', () => {
    expect(printOne('add')).toEqual([
      'add(0, 0):',
      'Cell b = sp[-1];',
      'Cell a = sp[-2];',
      'Cell r;',
      'r = a + b;',
      'sp[-2] = r;',
      'sp -= 1;',
    ]);
  });
});

describe('the files', () => {
  const PATTERNS = ['push #5; add', 'load a; jz b'];
  const files = (text: string, template = '') => {
    const isa = parseIsa(text, 'vm.isa');
    const patterns = PATTERNS.map((pattern) => parsePattern(pattern, isa, 'test'));
    return printHostFiles(extendIsa(isa, patterns), parseTemplate(template, 'vm.template', isa));
  };
  const EXITS = 'exits: TRAP\njumps: JUMP\nunnamed exits: flush\n';

  it.each([
    ['c', 'h', 'handlers_test.c'],
    ['c++', 'hpp', 'handlers_test.cpp'],
    ['rust', 'rs', 'handlers_test.rs'],
    ['go', 'go', 'handlers_check.go'],
    ['javascript', 'mjs', 'handlers_test.mjs'],
  ])('of %s are four', (language, extension, test) => {
    const names = [...files(ISA.replace('bodies c', `bodies ${language}`), EXITS).keys()];
    expect(names).toEqual([`superinstructions.${extension}`, 'handlers.inc', `tiling.${extension}`, test]);
    expect(HOST_LANGUAGES).toContain(language);
  });

  it('give new opcodes numbers behind those of the machine, or where the template says', () => {
    const tables = (template: string) => files(ISA, EXITS + template).get('superinstructions.h')!;
    expect(tables('')).toContain('OP_PUSH_5__ADD = 10, // push #5; add');
    expect(tables('first opcode: 200')).toContain('OP_LOAD__JZ = 201, // load a; jz b');
    expect(tables('first opcode: OP_LAST')).toContain('OP_LOAD__JZ = OP_LAST + 1, // load a; jz b');
  });

  const gcc = findCompiler(['gcc']);
  it.skipIf(!gcc)('refuse to reorder floating point, unless there is none (skipped without gcc)', () => {
    const tables = files(ISA, EXITS).get('superinstructions.h')!;
    const status = (...flags: readonly string[]) =>
      spawnSync(gcc!, ['-E', '-xc', ...flags, '-'], { input: tables }).status;
    expect(status('-O3')).toBe(0);
    expect(status('-Ofast')).toBe(1);
    expect(status('-ffast-math')).toBe(1);
    expect(status('-Ofast', '-DSUPERINSTRUCTIONS_WITHOUT_FLOATS')).toBe(0);
  });

  it('tell what each instruction carries, alone and in superinstructions', () => {
    const tables = files(ISA.replace('local : u8', 'local : u8 as u4'), EXITS).get('superinstructions.h')!;
    expect(tables).toContain('{OP_LOAD, "load", "", 1, 1, 0, 1, 8, false},');
    expect(tables).toContain('{OP_LOAD__JZ, "load__jz", "load a; jz b", 4, 2, 0, 0, 20, false},');
    expect(tables).toContain('{"s", "local", false, 4, false},');
    expect(tables).toMatch(/SuperEffect super_effects\[.*\n {2}\{OP__R, "rs", 0, 1\},/);
  });

  it('list new opcodes to declare where constants are members', () => {
    const rust = ISA.replace('bodies c', 'bodies rust');
    const tables = files(rust, `${EXITS}opcode: Op::{{NAME}}`).get('superinstructions.rs')!;
    expect(tables).toContain('// To declare: Op::PUSH_5__ADD = 10 // push #5; add');
    expect(tables).toContain('SuperInfo { op: Op::PUSH_5__ADD as i32,');
  });
});
