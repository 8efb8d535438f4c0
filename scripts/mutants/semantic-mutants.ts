import type { Isa, Operand } from '../../src/isa/isa.js';
import type {
  BinaryOperator,
  Control,
  Effect,
  Expression,
  Semantics,
  UnaryOperator,
} from '../../src/isa/semantics.js';
import {
  children,
  effectExpressions,
  mapChildren,
  mapControl,
  mapEffect,
  walk,
} from '../../src/isa/semantics.js';

/** An instruction's meaning with one thing wrong in it. */
export interface SemanticMutant {
  /** Mutants of a group are wrong in the same way. */
  readonly group: string;
  /** What was changed. */
  readonly what: string;
  readonly semantics: Semantics;
}

/** What an instruction may be confused about. */
export interface Surroundings extends Pick<Isa, 'memories' | 'registers'> {
  /** Its own. */
  readonly operands: readonly Operand[];
}

/** All that differ from an instruction's meaning in one place, in a fixed order. */
export function* semanticMutants(
  semantics: Semantics,
  surroundings: Surroundings,
): Generator<SemanticMutant> {
  yield* expressionMutants(semantics, surroundings);
  yield* effectMutants(semantics);
  yield* outputMutants(semantics);
  yield* controlMutants(semantics);
}

/** Every expression inside, replaced by each of its wrong forms. */
function* expressionMutants(semantics: Semantics, surroundings: Surroundings): Generator<SemanticMutant> {
  const wrong = (expression: Expression) => wrongForms(expression, semantics, surroundings);
  for (const [i, effect] of semantics.effects.entries()) {
    for (const [slot, evaluated] of effectExpressions(effect).entries())
      for (const { group, what, expression } of everywhere(evaluated, wrong)) {
        let next = 0;
        const mutant = mapEffect(effect, (other) => (next++ === slot ? expression : other));
        const effects = semantics.effects.with(i, mutant);
        yield { group, what: `effect ${i}: ${what}`, semantics: { ...semantics, effects } };
      }
  }
  for (const [i, output] of semantics.outputs.entries())
    for (const { group, what, expression } of everywhere(output, wrong)) {
      const outputs = semantics.outputs.with(i, expression);
      yield { group, what: `output ${i}: ${what}`, semantics: { ...semantics, outputs } };
    }
  const { control } = semantics;
  if (control.kind !== 'jump' || !control.condition) return;
  for (const { group, what, expression } of everywhere(control.condition, wrong))
    yield {
      group,
      what: `jump: ${what}`,
      semantics: { ...semantics, control: mapControl(control, () => expression) },
    };
}

interface WrongForm {
  readonly group: string;
  readonly what: string;
  readonly expression: Expression;
}

/** The expression with one of those inside it, or itself, in a wrong form. */
function* everywhere(
  expression: Expression,
  wrong: (expression: Expression) => Iterable<WrongForm>,
): Generator<WrongForm> {
  yield* wrong(expression);
  for (const [i, child] of children(expression).entries())
    for (const form of everywhere(child, wrong)) {
      let next = 0;
      const whole = mapChildren(expression, (other) => (next++ === i ? form.expression : other));
      yield { ...form, expression: whole };
    }
}

const OTHER_BINARY: Readonly<Record<BinaryOperator, readonly BinaryOperator[]>> = {
  '+': ['-', '*'],
  '-': ['+'],
  '*': ['/', '+'],
  '/': ['*'],
  '%': ['/'],
  '&': ['|', '^'],
  '|': ['&', '^'],
  '^': ['|'],
  '<<': ['>>'],
  '>>': ['<<'],
  '==': ['!=', '<='],
  '!=': ['=='],
  '<': ['<=', '>'],
  '<=': ['<', '>='],
  '>': ['>=', '<'],
  '>=': ['>', '<='],
  '&&': ['||'],
  '||': ['&&'],
};

const OTHER_UNARY: Readonly<Partial<Record<UnaryOperator, UnaryOperator>>> = {
  '-': 'abs',
  abs: '-',
  floor: 'trunc',
  ceil: 'floor',
  trunc: 'floor',
  sqrt: 'abs',
};

function* wrongForms(
  expression: Expression,
  { inputs, effects }: Semantics,
  { memories, registers, operands }: Surroundings,
): Generator<WrongForm> {
  const form = (group: string, what: string, wrong: Expression): WrongForm => ({
    group,
    what,
    expression: wrong,
  });
  switch (expression.kind) {
    case 'number': {
      const { value, type } = expression;
      yield form('number', `${value + 1} for ${value}`, { ...expression, value: value + 1 });
      if (value === 0 && type === 'f64')
        yield form('number', 'the other zero', { ...expression, value: Object.is(value, 0) ? -0 : 0 });
      break;
    }
    case 'input':
      for (const index of [expression.index - 1, expression.index + 1])
        if (index >= 0 && index < inputs)
          yield form('input', `input ${index} for ${expression.index}`, { ...expression, index });
      break;
    case 'temporary': {
      // What was kept before a write is read behind it.
      const define = effects.find(
        (effect) => effect.kind === 'define' && effect.temporary === expression.index,
      );
      const value = define?.kind === 'define' ? define.value : null;
      if (value) yield form('order', `temporary ${expression.index} evaluated late`, value);
      break;
    }
    case 'memory':
      for (const { name: memory, type } of memories)
        if (memory !== expression.memory && type === expression.type)
          yield form('memory', `${memory} for ${expression.memory}`, { ...expression, memory });
      yield form('offset', 'the next cell', { ...expression, index: next(expression.index) });
      break;
    case 'pool':
      yield form('offset', 'the next value', { ...expression, index: next(expression.index) });
      break;
    case 'register':
      for (const { name: register, type } of registers)
        if (register !== expression.register && type === expression.type)
          yield form('register', `${register} for ${expression.register}`, { ...expression, register });
      break;
    case 'unary': {
      const other = OTHER_UNARY[expression.operator];
      if (expression.operand.type === expression.type)
        yield form('operator', `${expression.operator} dropped`, expression.operand);
      if (other && (expression.type === 'f64' || other === '-'))
        yield form('operator', `${other} for ${expression.operator}`, { ...expression, operator: other });
      break;
    }
    case 'binary': {
      const { operator, left, right } = expression;
      for (const other of OTHER_BINARY[operator])
        yield form('operator', `${other} for ${operator}`, { ...expression, operator: other });
      yield form('operands', `${operator} with its sides exchanged`, {
        ...expression,
        left: right,
        right: left,
      });
      break;
    }
    case 'select': {
      const { condition, consequent, alternate } = expression;
      yield form('select', 'arms exchanged', {
        ...expression,
        consequent: alternate,
        alternate: consequent,
      });
      yield form('select', 'first arm always', consequent);
      yield form('select', 'second arm always', alternate);
      yield form('select', 'condition negated', {
        ...expression,
        condition: negated(condition),
      });
      break;
    }
    case 'call': {
      const [first, second] = expression.arguments;
      if (second && first.type === second.type)
        yield form('operands', `${expression.function} with arguments exchanged`, {
          ...expression,
          arguments: [second, first, ...expression.arguments.slice(2)],
        });
      break;
    }
    case 'operand':
      for (const index of [expression.index - 1, expression.index + 1])
        if (index >= 0 && index < operands.length && operands[index].kind === operands[expression.index].kind)
          yield form('operand', `operand ${index} for ${expression.index}`, { ...expression, index });
      break;
  }
}

function next(index: Expression): Expression {
  const one: Expression = { kind: 'number', type: 'i32', value: 1 };
  return { kind: 'binary', type: 'i32', operator: '+', left: index, right: one };
}

/** Effects left out, exchanged with the next one, or leaving in another way. */
function* effectMutants(semantics: Semantics): Generator<SemanticMutant> {
  const { effects } = semantics;
  const mutant = (group: string, what: string, wrong: readonly Effect[]): SemanticMutant => ({
    group,
    what,
    semantics: { ...semantics, effects: wrong },
  });
  for (const [i, effect] of effects.entries()) {
    if (effect.kind !== 'define') yield mutant('effect', `effect ${i} left out`, effects.toSpliced(i, 1));
    if (effect.kind === 'call') yield mutant('effect', `effect ${i} twice`, effects.toSpliced(i, 0, effect));
    if (effect.kind === 'exit') {
      const how = effect.how === 'leave' ? 'trap' : 'leave';
      yield mutant('exit', `effect ${i}: ${how} for ${effect.how}`, effects.with(i, { ...effect, how }));
      const condition = negated(effect.condition);
      yield mutant('exit', `effect ${i}: condition negated`, effects.with(i, { ...effect, condition }));
    }
    const following = effects[i + 1];
    if (following && !usesTemporaryOf(following, effect))
      yield mutant(
        'order',
        `effects ${i} and ${i + 1} exchanged`,
        effects.toSpliced(i, 2, following, effect),
      );
  }
}

function usesTemporaryOf(effect: Effect, define: Effect): boolean {
  let uses = false;
  for (const expression of effectExpressions(effect))
    walk(expression, (inner) => {
      uses ||= inner.kind === 'temporary' && define.kind === 'define' && inner.index === define.temporary;
    });
  return uses;
}

function* outputMutants(semantics: Semantics): Generator<SemanticMutant> {
  const { outputs } = semantics;
  for (const [i, output] of outputs.entries())
    if (i + 1 < outputs.length)
      yield {
        group: 'output',
        what: `outputs ${i} and ${i + 1} exchanged`,
        semantics: { ...semantics, outputs: outputs.toSpliced(i, 2, outputs[i + 1], output) },
      };
}

function* controlMutants(semantics: Semantics): Generator<SemanticMutant> {
  const { control } = semantics;
  const mutant = (what: string, wrong: Control): SemanticMutant => ({
    group: 'control',
    what,
    semantics: { ...semantics, control: wrong },
  });
  if (control.kind === 'next') yield mutant('return for next', { kind: 'return' });
  else yield mutant(`next for ${control.kind}`, { kind: 'next' });
  if (control.kind !== 'jump' || !control.condition) return;
  yield mutant('jump always', { ...control, condition: null });
  yield mutant('condition negated', { ...control, condition: negated(control.condition) });
}

function negated(operand: Expression): Expression {
  return { kind: 'unary', type: 'bool', operator: '!', operand };
}
