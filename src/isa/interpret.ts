import type {
  BinaryOperator,
  CellType,
  Control,
  Effect,
  ExitKind,
  Expression,
  Semantics,
  UnaryOperator,
} from './semantics.js';

/** What an instruction can see and change. Arrays are by name. */
export interface Environment {
  readonly memories: Readonly<Record<string, number[] | Float64Array | Int32Array>>;
  readonly pools: Readonly<Record<string, readonly (number | readonly number[])[]>>;
  readonly registers: Map<string, number | boolean>;
  readonly externs: Readonly<Record<string, ((...values: never[]) => number) | undefined>>;
  /** Told of every choice that the body makes. */
  readonly decided?: Decided;
}

/**
 * Told that a condition (of a select, an exit or a jump) held or not, or how the sides of a comparison stood.
 */
export type Decided = (at: Decision, outcome: boolean | Order) => void;
/** What makes a choice: a select, a comparison, an exit, or a jump. */
export type Decision = Expression | Effect | Control;
/** How two numbers stand: `just` where they differ by at most 1, `unordered` where one is NaN. */
export type Order = 'less' | 'just less' | 'equal' | 'just greater' | 'greater' | 'unordered';

export interface Outcome {
  /** None where the instruction leaves in its middle. */
  readonly outputs: readonly number[];
  /** The value of the operand jumped to, `next`, or, out of the section, `return`, `leave` or `trap`. */
  readonly control: 'next' | 'return' | ExitKind | number;
}

type Value = number | boolean | readonly number[];

/**
 * The definition of what the semantics IR means, one expression at a time: slow, and the reference that back
 * ends are tested against. Also evaluates constant expressions.
 */
export function interpret(
  semantics: Semantics,
  inputs: readonly number[],
  operands: readonly number[],
  environment: Environment,
): Outcome {
  const temporaries: Value[] = [];
  const { decided } = environment;
  const evaluate = (expression: Expression): Value => {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'input':
        return inputs[expression.index];
      case 'operand':
        return operands[expression.index];
      case 'temporary':
        return temporaries[expression.index];
      case 'memory':
        return (
          environment.memories[expression.memory][evaluate(expression.index) as number] ??
          nothing(expression.type)
        );
      case 'pool':
        return (
          environment.pools[expression.pool][evaluate(expression.index) as number] ?? nothing(expression.type)
        );
      case 'register':
        return environment.registers.get(expression.register) ?? (expression.type === 'bool' ? false : 0);
      case 'unary':
        return applyUnary(expression.operator, expression.type, evaluate(expression.operand));
      case 'binary': {
        const left = evaluate(expression.left);
        const right = evaluate(expression.right);
        if (decided && isComparison(expression.operator)) decided(expression, orderOf(left, right));
        return applyBinary(expression.operator, expression.left.type, left, right);
      }
      case 'select':
        return holds(expression, expression.condition)
          ? evaluate(expression.consequent)
          : evaluate(expression.alternate);
      case 'call': {
        const extern = environment.externs[expression.function];
        if (!extern) throw new Error(`the runtime has no function ${expression.function}`);
        const result = (extern as (...values: Value[]) => number)(...expression.arguments.map(evaluate));
        return expression.type === 'i32' ? result | 0 : result;
      }
    }
  };
  const holds = (at: Decision, condition: Expression): boolean => {
    const result = evaluate(condition) as boolean;
    decided?.(at, result);
    return result;
  };
  const perform = (effect: Exclude<Effect, { kind: 'exit' }>): void => {
    switch (effect.kind) {
      case 'define':
        temporaries[effect.temporary] = evaluate(effect.value);
        break;
      case 'store': {
        const index = evaluate(effect.index) as number;
        const memory = environment.memories[effect.memory];
        const value = evaluate(effect.value) as number;
        if (index >= 0 && index < memory.length) memory[index] = value;
        break;
      }
      case 'set':
        environment.registers.set(effect.register, evaluate(effect.value) as number | boolean);
        break;
      case 'call':
        evaluate(effect.call);
    }
  };
  for (const effect of semantics.effects) {
    if (effect.kind !== 'exit') perform(effect);
    else if (holds(effect, effect.condition)) return { outputs: [], control: effect.how };
  }
  const outputs = semantics.outputs.map((output) => evaluate(output) as number);
  const { control } = semantics;
  if (control.kind !== 'jump') return { outputs, control: control.kind };
  const taken = control.condition === null || holds(control, control.condition);
  return { outputs, control: taken ? operands[control.target] : 'next' };
}

/** Whether an operator compares numbers. */
export function isComparison(operator: BinaryOperator): boolean {
  return COMPARISONS.has(operator);
}

const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function orderOf(left: Value, right: Value): Order {
  if (left === right) return 'equal';
  const distance = Number(left) - Number(right);
  if (left < right) return distance >= -1 ? 'just less' : 'less';
  if (left > right) return distance <= 1 ? 'just greater' : 'greater';
  return 'unordered';
}

/** What is read outside an array. */
function nothing(type: CellType | 'row'): Value {
  return type === 'f64' ? Number.NaN : type === 'i32' ? 0 : [];
}

function applyUnary(operator: UnaryOperator, type: string, value: Value): Value {
  const x = value as number;
  switch (operator) {
    case '-':
      return type === 'i32' ? -x | 0 : -x;
    case '!':
      return !value;
    case 'f64':
      return x;
    case 'i32':
      return x | 0;
    default:
      return Math[operator](x);
  }
}

function applyBinary(operator: BinaryOperator, type: string, left: Value, right: Value): Value {
  const a = left as number;
  const b = right as number;
  const wrap = (value: number): number => (type === 'i32' ? value | 0 : value);
  switch (operator) {
    case '+':
      return wrap(a + b);
    case '-':
      return wrap(a - b);
    case '*':
      return type === 'i32' ? Math.imul(a, b) : a * b;
    case '/':
      return wrap(a / b);
    case '%':
      return (a % b) | 0;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '&&':
      return left && right;
    case '||':
      return left || right;
  }
}
