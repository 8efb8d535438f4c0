import { describe, expect, it } from 'vitest';
import { parseIsa } from '../../src/isa/parse.js';
import { formatPattern, type Pattern, parsePattern, patternPayload } from '../../src/isa/pattern.js';
import { InputError } from '../../src/util/input-error.js';
import { isa as counter } from '../machines/counter/counter.js';
import { models } from '../random-code.js';

const { isa } = models;

describe('the notation of patterns', () => {
  it.each([
    'load_var a; load_var a; mul; assign_curr b',
    'load_constant a; load_constant #0.5; load_constant a; load_constant #-0; load_constant #NaN',
    'load_constant #-Infinity; load_constant #5e-324; load_constant #1e+300',
    'load_global_var #1; load_global_var a; add; ret',
    'add; sub',
  ])('reads back: %s', (text) => {
    expect(formatPattern(parsePattern(text, isa, 'test'))).toBe(text);
  });

  it('tells 0 and -0 apart, which are two constants', () => {
    const [zero, negative] = ['0', '-0'].map((value) =>
      parsePattern(`load_constant #${value}; neg`, isa, 'test'),
    );
    expect(formatPattern(zero)).not.toBe(formatPattern(negative));
    expect(zero.parts[0].bindings).toEqual([{ kind: 'constant', value: 0 }]);
    expect(negative.parts[0].bindings).toEqual([{ kind: 'constant', value: -0 }]);
  });

  it('letters free operands in order, whatever their names were', () => {
    const pattern = parsePattern('load_var  x ;load_var y; add;assign_next x', isa, 'test');
    expect(formatPattern(pattern)).toBe('load_var a; load_var b; add; assign_next a');
    expect(pattern.parts[3].bindings).toEqual([{ kind: 'same', as: 0, offset: 0 }]);
  });

  it('has names for more than 26 operands', () => {
    const text = (names: (i: number) => string) =>
      Array.from({ length: 60 }, (_, i) => `load_var ${names(i)}`).join('; ');
    const pattern = parsePattern(
      text((i) => `v${i}`),
      isa,
      'test',
    );
    expect(parsePattern(formatPattern(pattern), isa, 'test')).toEqual(pattern);
  });

  it('counts `same` over all operands, constants included', () => {
    const pattern = parsePattern('load_constant #2; load_var a; load_var a', isa, 'test');
    expect(pattern.parts[2].bindings).toEqual([{ kind: 'same', as: 1, offset: 0 }]);
  });

  it.each([
    ['load_var a', 'a superinstruction has at least two parts'],
    ['add; nothing', 'the machine models has no instruction "nothing"'],
    ['add; load_var', 'load_var has 1 operands, not 0'],
    ['add; load_var #3', 'a slot cannot be bound to a constant'],
    ['load_constant #x; add', '#x is not a number'],
    ['load_constant #; add', '# is not a number'],
    ['load_global_var #0.5; add', 'a global cannot be 0.5'],
    ['load_global_var #-1; add', 'a global cannot be -1'],
    ['load_global_var #65536; add', 'a global cannot be 65536'],
    ['load_var a; load_global_var a', 'a is both a slot and a global'],
    ['ret; add', 'only the last part may jump or return, not ret'],
    ['add;;add', 'the machine models has no instruction ""'],
    [Array(300).fill('add').join(';'), 'a superinstruction has at most 256 parts'],
  ])('refuses %s', (text, message) => {
    expect(() => parsePattern(text, isa, 'decisions.json')).toThrow(InputError);
    expect(() => parsePattern(text, isa, 'decisions.json')).toThrow(
      `decisions.json: in the pattern ${JSON.stringify(text)}: ${message}`,
    );
  });

  it('refuses jumps before the end and constants out of range on any machine', () => {
    expect(() => parsePattern('countdown t; drop', counter, 'x')).toThrow('not countdown');
    expect(() => parsePattern('push #128; drop', counter, 'x')).toThrow('a literal cannot be 128');
    expect(() => parsePattern('push #-0; drop', counter, 'x')).toThrow('a literal cannot be -0');
    expect(parsePattern('push #-128; jump t', counter, 'x').parts).toHaveLength(2);
  });
});

describe('the payload of a pattern', () => {
  const payload = (text: string, machine = isa) =>
    patternPayload(parsePattern(text, machine, 'test'), machine);

  it('is the bytes of its free operands', () => {
    expect(payload('load_var a; load_var b; mul; assign_curr c')).toBe(6);
    expect(payload('load_var a; load_var a; mul; assign_curr b')).toBe(4);
    expect(payload('load_var a; load_constant #2; mul; assign_curr a')).toBe(2);
    expect(payload('load 1; push 2; add; push_wide c', counter)).toBe(4);
  });

  it('is nothing when all is bound', () => {
    const pattern: Pattern = { parts: [{ opcode: 'add', bindings: [] }] };
    expect(patternPayload(pattern, isa)).toBe(0);
  });
});

it('names with characters that cannot be seen are in quotes, escaped, and read back', () => {
  const name = '\x1b[2J\x85\u202e';
  const isa = parseIsa(`machine m\nbodies none\n${JSON.stringify(name)} ( -- )`, 'm.isa');
  const pattern = {
    parts: [
      { opcode: name, bindings: [] },
      { opcode: name, bindings: [] },
    ],
  };
  const text = formatPattern(pattern);
  expect(text).toBe(String.raw`"\u001b[2J\u0085\u202e"; "\u001b[2J\u0085\u202e"`);
  expect(parsePattern(text, isa, 'test')).toEqual(pattern);
});
