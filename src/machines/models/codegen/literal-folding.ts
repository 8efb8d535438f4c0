import { interpret } from '../../../isa/interpret.js';
import { findByName, type Instruction, semanticsOf } from '../../../isa/isa.js';
import { walkSemantics } from '../../../isa/semantics.js';
import { isa } from '../isa.js';
import type { Expression } from '../model.js';
import { runtime } from '../runtime.js';

/**
 * Evaluates what depends on literals alone, by the instructions' own semantics: the machine would get the
 * same bits.
 */
export function foldLiterals(expression: Expression): Expression {
  switch (expression.kind) {
    case 'operation': {
      const folded = expression.arguments.map(foldLiterals);
      const values = folded.flatMap((argument) => (argument.kind === 'number' ? [argument.value] : []));
      const instruction = findByName(isa.instructions, expression.opcode);
      if (values.length < folded.length || !instruction || readsState(instruction))
        return { ...expression, arguments: folded };
      return { kind: 'number', value: evaluate(instruction, values) };
    }
    case 'lookup':
      return { ...expression, input: foldLiterals(expression.input) };
    case 'select': {
      const condition = foldLiterals(expression.condition);
      if (condition.kind === 'number')
        return foldLiterals(condition.value === 0 ? expression.alternate : expression.consequent);
      return {
        ...expression,
        condition,
        consequent: foldLiterals(expression.consequent),
        alternate: foldLiterals(expression.alternate),
      };
    }
    default:
      return expression;
  }
}

function evaluate(instruction: Instruction, inputs: readonly number[]): number {
  const environment = { memories: {}, pools: {}, registers: new Map(), externs: runtime };
  return interpret(semanticsOf(instruction), inputs, [], environment).outputs[0];
}

function readsState(instruction: Instruction): boolean {
  let reads = false;
  walkSemantics(semanticsOf(instruction), ({ kind }) => {
    reads ||= kind === 'memory' || kind === 'register';
  });
  return reads;
}
