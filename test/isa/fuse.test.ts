import { describe, expect, it } from 'vitest';
import { Composer } from '../../src/isa/compose.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { interpret } from '../../src/isa/interpret.js';
import { type Instruction, instructionNamed, payloadOf, semanticsOf } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import type { Expression } from '../../src/isa/semantics.js';
import { isa as counter } from '../machines/counter/counter.js';
import { isa as guards } from '../machines/guards/guards.js';
import { models } from '../random-code.js';

function fuse(pattern: string, isa = models.isa): Instruction {
  return extendIsa(isa, [parsePattern(pattern, isa, 'test')]).instructions.at(-1)!;
}

/** Compact text of an expression, to compare at a glance. */
function show(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return Object.is(expression.value, -0) ? '-0' : String(expression.value);
    case 'input':
      return `in${expression.index}`;
    case 'operand':
      return `op${expression.index}`;
    case 'temporary':
      return `t${expression.index}`;
    case 'register':
      return expression.register;
    case 'memory':
      return `${expression.memory}[${show(expression.index)}]`;
    case 'pool':
      return `${expression.pool}[${show(expression.index)}]`;
    case 'unary':
      return `${expression.operator}(${show(expression.operand)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'select':
      return `(${show(expression.condition)} ? ${show(expression.consequent)} : ${show(expression.alternate)})`;
    case 'call':
      return `${expression.function}(${expression.arguments.map(show).join(', ')})`;
  }
}

function meaning(pattern: string, isa = models.isa) {
  const { effects, outputs, control } = semanticsOf(fuse(pattern, isa));
  return {
    effects: effects.map((effect) => {
      switch (effect.kind) {
        case 'define':
          return `t${effect.temporary} = ${show(effect.value)}`;
        case 'store':
          return `${effect.memory}[${show(effect.index)}] = ${show(effect.value)}`;
        case 'set':
          return `${effect.register} = ${show(effect.value)}`;
        case 'exit':
          return `${effect.how} if ${show(effect.condition)}`;
        default:
          return show(effect.call);
      }
    }),
    outputs: outputs.map(show),
    control:
      control.kind === 'jump' && control.condition ? `jump if ${show(control.condition)}` : control.kind,
  };
}

describe('opcodes', () => {
  it('are found by name, those of superinstructions included', () => {
    const fused = extendIsa(counter, [parsePattern('dup; add', counter, 'test')]);
    for (const isa of [counter, fused])
      expect([...isa.opcodeOf]).toEqual(isa.instructions.map(({ name }, opcode) => [name, opcode]));
    expect(fused.opcodeOf.get('dup__add')).toBe(counter.instructions.length);
  });
});

describe('a fused instruction', () => {
  it('follows the base instructions', () => {
    const patterns = ['add; mul', 'mul; add'].map((text) => parsePattern(text, models.isa, 'test'));
    const isa = extendIsa(models.isa, patterns);
    expect(isa.base).toBe(models.isa.instructions.length);
    expect(isa.instructions.slice(isa.base).map(({ name }) => name)).toEqual(['add__mul', 'mul__add']);
    expect(isa.patterns).toEqual(patterns);
  });

  it('has the stack picture that its parts leave together', () => {
    const fused = fuse('add; load_var a; mul; load_var b');
    const { pops, pushes } = fused;
    const semantics = semanticsOf(fused);
    expect([pops.length, pushes.length]).toEqual([2, 2]);
    expect(semantics.inputs).toBe(2);
    expect(fuse('sub; mul; assign_curr a')).toMatchObject({ pops: ['a', 'a2', 'b'], pushes: [] });
  });

  it('carries its free operands, in order, with names of their own', () => {
    const instruction = fuse('load_var a; load_constant #2; load_var b; load_var a; assign_next b');
    expect(instruction.operands.map(({ name, kind }) => `${name}:${kind.name}`)).toEqual([
      's:slot',
      's2:slot',
    ]);
    expect(payloadOf(instruction)).toBe(4);
  });

  it.each([
    ['load_var a; load_var a; mul', 'load_var__load_var_a__mul'],
    ['load_var a; load_constant #0.5; mul', 'load_var__load_constant_0p5__mul'],
    ['load_constant #-1e-7; load_constant #1e+21', 'load_constant_m1em7__load_constant_1e21'],
    ['load_constant #NaN; load_constant #-0', 'load_constant_NaN__load_constant_m0'],
  ])('%s has a name that is an identifier', (pattern, name) => {
    expect(fuse(pattern).name).toBe(name);
  });

  it('has a name of its own among others', () => {
    const isa = extendIsa(
      models.isa,
      ['load_constant #-1; add', 'load_constant #-1; add'].map((text) =>
        parsePattern(text, models.isa, 'test'),
      ),
    );
    expect(isa.instructions.slice(isa.base).map(({ name }) => name)).toEqual([
      'load_constant_m1__add',
      'load_constant_m1__add2',
    ]);
  });
});

describe('forwarding', () => {
  it('leaves no stack traffic between the parts', () => {
    expect(meaning('load_var a; load_var b; sub; load_global_var #1; mul; assign_next c')).toEqual({
      effects: ['next[op2] = ((curr[op0] - curr[op1]) * curr[1])'],
      outputs: [],
      control: 'next',
    });
  });

  it('keeps the order of operands that come from below', () => {
    expect(meaning('sub; div').outputs).toEqual(['(in0 / (in1 - in2))']);
    expect(meaning('swap; sub; over', counter).outputs).toEqual(['in0', '(in2 - in1)', 'in0']);
    expect(meaning('rotate; rotate', counter).outputs).toEqual(['in2', 'in0', 'in1']);
  });

  it('copies a cell without a temporary', () => {
    expect(meaning('load_var a; assign_curr b').effects).toEqual(['curr[op1] = curr[op0]']);
  });

  it('computes once what is used twice', () => {
    expect(meaning('mul; dup; add', counter)).toMatchObject({
      effects: ['t0 = (in0 * in1)'],
      outputs: ['(t0 + t0)'],
    });
  });

  it('renumbers what effects read when a later part reaches deeper', () => {
    expect(meaning('assign_curr a; assign_next b; assign_curr c').effects).toEqual([
      'curr[op0] = in2',
      'next[op1] = in1',
      'curr[op2] = in0',
    ]);
    expect(meaning('emit; emit', counter).effects).toEqual(['record(in1)', 'record(in0)']);
  });

  it('goes through registers', () => {
    expect(meaning('set_cond; if; assign_curr a').effects).toEqual([
      'cond = (in2 != 0)',
      'curr[op0] = (cond ? in0 : in1)',
    ]);
  });
});

describe('a write', () => {
  it('does not overtake a read that may be of the same cell', () => {
    expect(meaning('load_var a; load_var b; assign_curr c')).toMatchObject({
      effects: ['t0 = curr[op0]', 'curr[op2] = curr[op1]'],
      outputs: ['t0'],
    });
  });

  it('leaves alone what reads another memory or another constant address', () => {
    expect(meaning('load_var a; load_var b; assign_next c')).toMatchObject({
      effects: ['next[op2] = curr[op1]'],
      outputs: ['curr[op0]'],
    });
    expect(meaning('load_first; push a; store b', counter)).toMatchObject({
      effects: ['t0 = cells[0]', 'cells[op1] = op0'],
      outputs: ['t0'],
    });
    expect(meaning('load_first; push a; store_first', counter)).toMatchObject({
      effects: ['t0 = cells[0]', 'cells[0] = op0'],
      outputs: ['t0'],
    });
    expect(meaning('load_global_var #1; load_global_var #0; load_var a; assign_curr b').outputs).toEqual([
      't0',
      't1',
    ]);
  });

  it('takes the whole pending value with the read in it', () => {
    expect(meaning('load_var a; sqrt; load_var b; assign_curr c').effects).toEqual([
      't0 = sqrt(curr[op0])',
      'curr[op2] = curr[op1]',
    ]);
  });

  it('of a register does not overtake reads of it', () => {
    expect(meaning('if; load_var a; set_cond')).toMatchObject({
      effects: ['t0 = (cond ? in0 : in1)', 'cond = (curr[op0] != 0)'],
      outputs: ['t0'],
    });
  });

  it('keeps impure calls where and as often as they were', () => {
    expect(meaning('emit_counted; drop; emit_counted; store a', counter).effects).toEqual([
      't0 = record(in1)',
      't1 = record(in0)',
      'cells[op0] = t1',
    ]);
  });
});

describe('an exit', () => {
  it('stays between the effects before and behind it', () => {
    expect(meaning('increment a; require; emit; store b', guards)).toEqual({
      effects: ['cells[op0] = (cells[op0] + 1)', 'leave if (in2 == 0)', 'record(in1)', 'cells[op1] = in0'],
      outputs: [],
      control: 'next',
    });
    expect(fuse('increment a; require', guards).flow).toMatchObject({ kind: 'next', mayExit: true });
    expect(fuse('require; jump t', guards).flow).toMatchObject({ kind: 'jump', mayExit: true });
    expect(fuse('increment a; increment b', guards).flow.mayExit).toBe(false);
  });

  it('takes the value that a part before it pushed', () => {
    expect(meaning('load a; load b; sub; require', guards).effects).toEqual([
      'leave if ((cells[op0] - cells[op1]) == 0)',
    ]);
  });

  it('lets what has no effect wait, as only those who stay need it', () => {
    expect(meaning('load a; push b; refuse; gcd; store c', guards).effects).toEqual([
      'trap if (op1 == 31)',
      'cells[op2] = gcd(cells[op0], op1)',
    ]);
  });

  it('does not let a read wait for longer than until the next write', () => {
    expect(meaning('load a; push b; require; increment c; store d', guards).effects).toEqual([
      'leave if (op1 == 0)',
      't0 = cells[op0]',
      'cells[op2] = (cells[op2] + 1)',
      'cells[op3] = t0',
    ]);
  });

  it('has calls with effects behind it as often as the parts have', () => {
    expect(meaning('emit_counted; require; emit_counted; require', guards).effects).toEqual([
      't0 = record(in1)',
      'leave if (t0 == 0)',
      't1 = record(in0)',
      'leave if (t1 == 0)',
    ]);
  });
});

describe('constants', () => {
  it('come through pools by value', () => {
    const bound = fuse('load_constant #-0; load_constant #NaN; add');
    expect(semanticsOf(bound).outputs).toEqual([
      {
        kind: 'binary',
        type: 'f64',
        operator: '+',
        left: { kind: 'number', type: 'f64', value: -0 },
        right: { kind: 'number', type: 'f64', value: Number.NaN },
      },
    ]);
  });

  it('are the operand itself where there is no pool', () => {
    expect(meaning('load_global_var #2; neg').outputs).toEqual(['-(curr[2])']);
    expect(meaning('push #-5; add', counter).outputs).toEqual(['(in0 + -5)']);
  });
});

describe('control', () => {
  it('comes from the last part', () => {
    expect(meaning('push a; compare; jump_if t', counter)).toEqual({
      effects: ['flag = (in0 < op0)'],
      outputs: [],
      control: 'jump if flag',
    });
    expect(meaning('dup; jump_if_zero t', counter)).toEqual({
      effects: [],
      outputs: ['in0'],
      control: 'jump if (in0 == 0)',
    });
    expect(semanticsOf(fuse('drop; jump t', counter)).control).toEqual({
      kind: 'jump',
      target: 0,
      condition: null,
    });
    expect(meaning('assign_curr a; ret').control).toBe('return');
  });

  it('cannot come from another part', () => {
    const composer = new Composer({ word: 'i32', memories: [] });
    const halt = counter.instructions.find(({ name }) => name === 'halt')!;
    composer.append(semanticsOf(halt), []);
    expect(() => composer.append(semanticsOf(halt), [])).toThrow('only the last part may jump or return');
  });
});

describe('a number that stands for a truth', () => {
  const isa = parseIsa(
    `machine truths
word f64
operand cell : u8
memory m : f64[cell]
register flag : bool
one_or_zero  ( c -- r )   r = c > 0.0 ? 1.0 : 0.0
one_or_less  ( c -- r )   r = c > 0.0 ? 1.0 : -0.0
one_or_nan   ( c -- r )   r = c > 0.0 ? 1.0 : 0.0 / 0.0
one_or       ( x c -- r ) r = c > 0.0 ? 1.0 : x
or_zero      ( x c -- r ) r = c > 0.0 ? x : 0.0
two_or_zero  ( c -- r )   r = c > 0.0 ? 2.0 : 0.0
zero_or_one  ( c -- r )   r = c > 0.0 ? 0.0 : 1.0
none_or_zero ( c -- r )   r = c > 0.0 ? 0.0 : 0.0
set          ( v -- )     flag = v != 0.0
set_not      ( v -- )     flag = v == 0.0
set_not_one  ( v -- )     flag = v != 1.0
set_above    ( v -- )     flag = v > 0.0
`,
    'truths.isa',
  );
  const VALUES = [0, -0, 1, -1, 2, Number.NaN, Number.POSITIVE_INFINITY];
  const made = isa.instructions.filter(({ name }) => !name.startsWith('set'));
  const tested = isa.instructions.filter(({ name }) => name.startsWith('set'));

  const flagAfter = (instructions: readonly Instruction[], values: readonly number[]) => {
    const registers = new Map<string, number | boolean>();
    const stack = [...values];
    for (const instruction of instructions) {
      const semantics = semanticsOf(instruction);
      const inputs = stack.splice(stack.length - semantics.inputs);
      stack.push(
        ...interpret(semantics, inputs, [], { memories: {}, pools: {}, registers, externs: {} }).outputs,
      );
    }
    return registers.get('flag');
  };

  it.each(made.flatMap((first) => tested.map((second) => [first.name, second.name] as const)))(
    'is tested as it was: %s; %s',
    (first, second) => {
      const whole = fuse(`${first}; ${second}`, isa);
      const parts = [first, second].map((name) => instructionNamed(isa, name)!);
      for (const x of VALUES)
        for (const c of VALUES)
          expect(flagAfter([whole], [x, c]), `${x} ${c}`).toBe(flagAfter(parts, [x, c]));
    },
  );

  it('is never made where one or zero is all that it can be', () => {
    expect(meaning('one_or_zero; set', isa).effects).toEqual(['flag = (in0 > 0)']);
  });
});
