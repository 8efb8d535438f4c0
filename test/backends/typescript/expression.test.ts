import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printExpression, safeName } from '../../../src/backends/language.js';
import { typescript } from '../../../src/backends/typescript/language.js';
import { interpret } from '../../../src/isa/interpret.js';
import { type Instruction, semanticsOf } from '../../../src/isa/isa.js';
import type { BinaryOperator, Expression, Semantics } from '../../../src/isa/semantics.js';
import { doublePairs, f64, i32, integerPairs } from '../../expressions.js';
import { instructionOf } from '../../semantics.js';

/** An instruction of operands x and y (i32) whose inputs are two doubles. */
function instruction(output: Expression): Instruction {
  const semantics: Semantics = { inputs: 2, effects: [], outputs: [output], control: { kind: 'next' } };
  return instructionOf('x', [], ['a', 'b'], ['r'], semantics);
}

/** The value of the printed text. */
function evaluate(
  expression: Expression,
  inputs: readonly number[],
  operands: readonly number[],
  flag: boolean,
): number {
  const text = printExpression(typescript, instruction(expression), expression);
  const run = new Function('stack', 'sp', 'code', 'pc', 'flag', `'use strict'; return ${text};`);
  return run(inputs, inputs.length, [0, ...operands], 0, flag);
}

describe('a printed expression', () => {
  it('has the value that the interpreter finds', () => {
    fc.assert(
      fc.property(
        fc.oneof(f64, i32),
        doublePairs,
        integerPairs,
        fc.boolean(),
        (expression, inputs, operands, flag) => {
          const environment = { memories: {}, pools: {}, registers: new Map([['flag', flag]]), externs: {} };
          const semantics = semanticsOf(instruction(expression));
          const [expected] = interpret(semantics, inputs, operands, environment).outputs;
          expect(evaluate(expression, inputs, operands, flag)).toBe(expected);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('has no more parentheses than it needs', () => {
    const input = (index: number): Expression => ({ kind: 'input', type: 'f64', index });
    const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
      kind: 'binary',
      type: 'f64',
      operator,
      left,
      right,
    });
    const [a, b] = [input(0), input(1)];
    const print = (expression: Expression) =>
      printExpression(typescript, instruction(expression), expression);
    expect(print(binary('-', binary('-', a, b), binary('*', a, b)))).toBe(
      'stack[sp - 2] - stack[sp - 1] - stack[sp - 2] * stack[sp - 1]',
    );
    expect(print(binary('-', a, binary('-', a, b)))).toBe('stack[sp - 2] - (stack[sp - 2] - stack[sp - 1])');
  });
});

describe('names', () => {
  it('never collide with the words of the run loop, its temporaries or each other', () => {
    const names = [
      'code',
      'code_',
      'code__',
      'f0',
      'f0_',
      'default',
      'Math',
      'curr',
      'curr_',
      'await',
      'i12',
    ];
    const safe = names.map((name) => safeName(typescript, name));
    expect(new Set(safe).size).toBe(names.length);
    for (const name of ['code', 'f0', 'default', 'Math', 'await', 'i12']) expect(safe).not.toContain(name);
    expect(safeName(typescript, 'curr')).toBe('curr');
  });
});
