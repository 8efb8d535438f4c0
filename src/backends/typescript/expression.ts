import type {
  BinaryOperator,
  CallExpression,
  CellType,
  Expression,
  Instruction,
  ValueType,
} from '../../isa/isa.js';
import { formatNumber } from '../../isa/pattern.js';

/** Binding strength, as in JavaScript and C. */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  '||': 3,
  '&&': 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '==': 8,
  '!=': 8,
  '<': 9,
  '<=': 9,
  '>': 9,
  '>=': 9,
  '<<': 10,
  '>>': 10,
  '+': 11,
  '-': 11,
  '*': 12,
  '/': 12,
  '%': 12,
};
const SELECT = 2;
const UNARY = 13;
const ATOM = 15;

/** Names the generated run loop uses itself, and words an `.isa` may use but JavaScript may not. */
const RESERVED = new Set(
  `code stack pc sp counts host run Math arguments await break case catch class const continue debugger default delete
  do else enum eval export extends false finally for function if implements import in instanceof interface let new null
  package private protected public return static super switch this throw true try typeof var void while with yield
  undefined NaN Infinity Error Float64Array Int32Array Host createInterpreter`.split(/\s+/),
);

/** The JavaScript name of a memory, pool, register or extern: never one that is taken, and never one for two. */
export function safeName(name: string): string {
  const bare = name.replace(/_+$/, '');
  const temporary = /^[fibr]\d+$/.test(bare);
  return RESERVED.has(bare) || temporary ? `${name}_` : name;
}

/** Temporaries are function-scoped and named by type, so that no variable ever holds two types. */
export function temporaryName(type: ValueType, index: number): string {
  return `${type === 'f64' ? 'f' : type === 'i32' ? 'i' : type === 'bool' ? 'b' : 'r'}${index}`;
}

/** `stack[sp - 2]`, for a cell counted from the deepest popped one. */
export function cellAt(instruction: Instruction, cell: number): string {
  const offset = cell - instruction.semantics.inputs;
  return offset === 0 ? 'stack[sp]' : offset < 0 ? `stack[sp - ${-offset}]` : `stack[sp + ${offset}]`;
}

export function operandAt(index: number): string {
  return `code[pc + ${index + 1}]`;
}

/** Prints an expression of an instruction as JavaScript, with no more parentheses than needed. */
export function printExpression(instruction: Instruction, expression: Expression): string {
  const print = (inner: Expression, context: number): string => {
    const [text, strength] = printBare(inner);
    return strength < context ? `(${text})` : text;
  };
  const printBare = (inner: Expression): readonly [text: string, strength: number] => {
    switch (inner.kind) {
      case 'number':
        return [formatNumber(inner.value), inner.value < 0 || Object.is(inner.value, -0) ? UNARY : ATOM];
      case 'input':
        return [cellAt(instruction, inner.index), ATOM];
      case 'operand':
        return [operandAt(inner.index), ATOM];
      case 'temporary':
        return [temporaryName(inner.type, inner.index), ATOM];
      case 'memory':
        return [`${safeName(inner.memory)}[${print(inner.index, 0)}]`, ATOM];
      case 'pool':
        return [`${safeName(inner.pool)}[${print(inner.index, 0)}]`, ATOM];
      case 'register':
        return [safeName(inner.register), ATOM];
      case 'call': {
        const text = printCall(instruction, inner);
        return inner.type === 'i32' ? [`${text} | 0`, PRECEDENCE['|']] : [text, ATOM];
      }
      case 'select': {
        const { condition, consequent, alternate } = inner;
        return [
          `${print(condition, SELECT + 1)} ? ${print(consequent, SELECT)} : ${print(alternate, SELECT)}`,
          SELECT,
        ];
      }
      case 'unary':
        return printUnary(inner.operator, inner.type, (context) => print(inner.operand, context));
      case 'binary': {
        const strength = PRECEDENCE[inner.operator];
        const left = (context: number) => print(inner.left, context);
        const right = (context: number) => print(inner.right, context);
        if (inner.type === 'i32' && inner.operator === '*')
          return [`Math.imul(${left(0)}, ${right(0)})`, ATOM];
        const operator =
          inner.operator === '==' || inner.operator === '!=' ? `${inner.operator}=` : inner.operator;
        const text = `${left(strength)} ${operator} ${right(strength + 1)}`;
        return inner.type === 'i32' && '+-/%'.includes(inner.operator)
          ? [`${text} | 0`, PRECEDENCE['|']]
          : [text, strength];
      }
    }
  };
  return print(expression, 0);
}

/** A call as a statement: its result is not used. */
export function printCall(instruction: Instruction, call: CallExpression): string {
  const values = call.arguments.map((value) => printExpression(instruction, value));
  return `${safeName(call.function)}(${values.join(', ')})`;
}

function printUnary(
  operator: (Expression & { kind: 'unary' })['operator'],
  type: CellType | 'bool',
  operand: (context: number) => string,
): readonly [text: string, strength: number] {
  switch (operator) {
    case '-':
      return type === 'i32' ? [`-${operand(ATOM)} | 0`, PRECEDENCE['|']] : [`-${operand(ATOM)}`, UNARY];
    case '!':
      return [`!${operand(UNARY)}`, UNARY];
    case 'f64':
      return [operand(ATOM), ATOM];
    case 'i32':
      return [`${operand(PRECEDENCE['|'] + 1)} | 0`, PRECEDENCE['|']];
    default:
      return [`Math.${operator}(${operand(0)})`, ATOM];
  }
}
