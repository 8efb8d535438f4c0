import type { Expression } from '../../model.js';

/** Shorthands to write model expressions. */

export const number = (value: number): Expression => ({ kind: 'number', value });

export const operation = (opcode: string, ...operands: readonly Expression[]): Expression => ({
  kind: 'operation',
  opcode,
  arguments: operands,
});

export const add = (a: Expression, b: Expression): Expression => operation('add', a, b);
export const subtract = (a: Expression, b: Expression): Expression => operation('sub', a, b);
export const multiply = (a: Expression, b: Expression): Expression => operation('mul', a, b);
export const divide = (a: Expression, b: Expression): Expression => operation('div', a, b);

export const select = (condition: Expression, consequent: Expression, alternate: Expression): Expression => ({
  kind: 'select',
  condition,
  consequent,
  alternate,
});

/** Left to right with a two-argument instruction: `add` of a, b, c is (a + b) + c. */
export function fold(opcode: string, operands: readonly Expression[], empty: number): Expression {
  const [first, ...others] = operands;
  return first === undefined
    ? number(empty)
    : others.reduce((folded, operand) => operation(opcode, folded, operand), first);
}
