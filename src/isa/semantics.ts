import { changesAll, type ExternEffect } from './extern-effect.js';

/** What a cell of the stack or of a memory holds: an IEEE-754 double, or a 32-bit integer with a sign. */
export type CellType = 'f64' | 'i32';
/** `row` is an opaque reference to one row of a pool, only ever handed to an extern. */
export type ValueType = CellType | 'bool' | 'row';

/**
 * What an instruction does. `effects` happen in order; then `outputs` replace the popped cells; then control
 * goes on. Where an exit is taken, nothing behind it happens. Expressions have no side effects: only a
 * `define` or a `call` effect may call an extern that is no value (`isValue`), as its whole value.
 */
export interface Semantics {
  /** Cells popped: `input 0` is the deepest. */
  readonly inputs: number;
  readonly effects: readonly Effect[];
  /** Cells pushed, deepest first. */
  readonly outputs: readonly Expression[];
  /** Where the code goes on. */
  readonly control: Control;
}

/**
 * Something that a body does: gives a temporary its value, writes a memory or a register, calls an extern,
 * or may leave in its middle.
 */
export type Effect =
  | { readonly kind: 'define'; readonly temporary: number; readonly value: Expression }
  | {
      readonly kind: 'store';
      readonly memory: string;
      readonly index: Expression;
      readonly value: Expression;
    }
  | { readonly kind: 'set'; readonly register: string; readonly value: Expression }
  | { readonly kind: 'call'; readonly call: CallExpression }
  | ExitEffect;

/**
 * Where the condition holds, the run of the section ends here as it does with `return`: its stack and its
 * registers are gone, memories stay as they are. A trap also ends the run of the whole program.
 */
export interface ExitEffect {
  readonly kind: 'exit';
  readonly how: ExitKind;
  readonly condition: Expression;
}

/** Ways out in the middle of a body: out of the section, or out of the whole run. */
export const EXIT_KINDS = ['leave', 'trap'] as const;
/** One of them. */
export type ExitKind = (typeof EXIT_KINDS)[number];

/** Where control goes after an instruction. */
export type Control =
  | { readonly kind: 'next' }
  | { readonly kind: 'return' }
  /** To the instruction that operand `target` names; without a condition always. */
  | { readonly kind: 'jump'; readonly target: number; readonly condition: Expression | null };

/** Operators and functions of one operand; `f64` and `i32` convert. */
export type UnaryOperator = '-' | '!' | 'abs' | 'sqrt' | 'floor' | 'ceil' | 'trunc' | 'f64' | 'i32';
/** Operators of two operands of one type; `&&` and `||` take `bool`, `&` to `>>` take `i32`. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||';

/** A call of an extern, with as many arguments as it declares. */
export interface CallExpression {
  readonly kind: 'call';
  readonly type: ValueType;
  readonly function: string;
  readonly effect: ExternEffect;
  readonly arguments: readonly Expression[];
}

/**
 * One meaning in every back end: f64 is IEEE-754 double precision, never reordered or contracted; i32 wraps,
 * results of externs included; i32 division truncates, and `/` and `%` by zero give 0; shifts use the low
 * five bits of their count; `i32(x)` of an f64 wraps like JavaScript's `x | 0`; `a ? b : c` may evaluate
 * both; outside an array an f64 reads as NaN, an i32 as 0, a row as empty, and what is written there is lost.
 */
export type Expression =
  | { readonly kind: 'number'; readonly type: CellType; readonly value: number }
  | { readonly kind: 'input'; readonly type: CellType; readonly index: number }
  | { readonly kind: 'operand'; readonly type: 'i32'; readonly index: number }
  | { readonly kind: 'temporary'; readonly type: ValueType; readonly index: number }
  | {
      readonly kind: 'memory';
      readonly type: CellType;
      readonly memory: string;
      readonly index: Expression;
    }
  | { readonly kind: 'register'; readonly type: CellType | 'bool'; readonly register: string }
  | {
      readonly kind: 'pool';
      readonly type: CellType | 'row';
      readonly pool: string;
      readonly index: Expression;
    }
  | {
      readonly kind: 'unary';
      readonly type: CellType | 'bool';
      readonly operator: UnaryOperator;
      readonly operand: Expression;
    }
  | {
      readonly kind: 'binary';
      readonly type: CellType | 'bool';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'select';
      readonly type: CellType | 'bool';
      readonly condition: Expression;
      readonly consequent: Expression;
      readonly alternate: Expression;
    }
  | CallExpression;

/** The expressions directly inside another. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'memory':
    case 'pool':
      return [expression.index];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'select':
      return [expression.condition, expression.consequent, expression.alternate];
    case 'call':
      return expression.arguments;
    default:
      return [];
  }
}

/** The same expression over other children. */
export function mapChildren(expression: Expression, map: (child: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'memory':
    case 'pool':
      return { ...expression, index: map(expression.index) };
    case 'unary':
      return { ...expression, operand: map(expression.operand) };
    case 'binary':
      return { ...expression, left: map(expression.left), right: map(expression.right) };
    case 'select':
      return {
        ...expression,
        condition: map(expression.condition),
        consequent: map(expression.consequent),
        alternate: map(expression.alternate),
      };
    case 'call':
      return { ...expression, arguments: expression.arguments.map(map) };
    default:
      return expression;
  }
}

/** A cell that an instruction names: a distance from an operand, or, where that is null, a number. */
export interface NamedPlace {
  readonly operand: number | null;
  readonly distance: number;
}

/** Which cell an address is; null where it is computed, so that only the run tells. */
export function namedPlace(index: Expression): NamedPlace | null {
  if (index.kind === 'number') return { operand: null, distance: index.value };
  if (index.kind === 'operand') return { operand: index.index, distance: 0 };
  if (index.kind !== 'binary' || index.left.kind !== 'operand' || index.right.kind !== 'number') return null;
  const { operator, left, right } = index;
  if (operator === '+') return { operand: left.index, distance: right.value };
  return operator === '-' ? { operand: left.index, distance: -right.value } : null;
}

/** The same address in a form that names no place, so that it stays one that is checked when it runs. */
export function computedPlace(index: Expression): Expression {
  const zero: Expression = { kind: 'number', type: 'i32', value: 0 };
  return { kind: 'binary', type: 'i32', operator: '+', left: zero, right: index };
}

/** The same effect over other expressions. */
export function mapEffect(effect: Effect, map: (expression: Expression) => Expression): Effect {
  switch (effect.kind) {
    case 'store':
      return { ...effect, index: map(effect.index), value: map(effect.value) };
    case 'call':
      return { kind: 'call', call: mapChildren(effect.call, map) as CallExpression };
    case 'exit':
      return { ...effect, condition: map(effect.condition) };
    default:
      return { ...effect, value: map(effect.value) };
  }
}

/** Calls `visit` for an expression and everything inside it. */
export function walk(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of children(expression)) walk(child, visit);
}

/** The expressions of an effect that are evaluated before it takes place. */
export function effectExpressions(effect: Effect): readonly Expression[] {
  switch (effect.kind) {
    case 'store':
      return [effect.index, effect.value];
    case 'call':
      return effect.call.arguments;
    case 'exit':
      return [effect.condition];
    default:
      return [effect.value];
  }
}

/** The same meaning over other expressions. */
export function mapSemantics(semantics: Semantics, map: (expression: Expression) => Expression): Semantics {
  const { inputs, effects, outputs, control } = semantics;
  return {
    inputs,
    effects: effects.map((effect) => mapEffect(effect, map)),
    outputs: outputs.map(map),
    control: mapControl(control, map),
  };
}

/** The same control with another condition, where it has one. */
export function mapControl(control: Control, map: (expression: Expression) => Expression): Control {
  return control.kind === 'jump' && control.condition
    ? { ...control, condition: map(control.condition) }
    : control;
}

/** Whether an instruction may leave in its middle, in this way or, where none is given, in any. */
export function mayExit({ effects }: Pick<Semantics, 'effects'>, how?: ExitKind): boolean {
  return effects.some((effect) => effect.kind === 'exit' && (how === undefined || effect.how === how));
}

/** Whether an instruction calls an extern that may change every memory. */
export function callsAny({ effects }: Pick<Semantics, 'effects'>): boolean {
  return effects.some((effect) => {
    const call = effect.kind === 'call' ? effect.call : effect.kind === 'define' ? effect.value : null;
    return call?.kind === 'call' && changesAll(call);
  });
}

/** Every expression of an instruction's meaning, in the order of evaluation. */
export function semanticsExpressions(semantics: Semantics): readonly Expression[] {
  const { effects, outputs, control } = semantics;
  const condition = control.kind === 'jump' && control.condition ? [control.condition] : [];
  return [...effects.flatMap(effectExpressions), ...outputs, ...condition];
}

/** Calls `visit` for every expression of an instruction's meaning and everything inside it. */
export function walkSemantics(semantics: Semantics, visit: (expression: Expression) => void): void {
  for (const expression of semanticsExpressions(semantics)) walk(expression, visit);
}

/** A cell of a memory or a pool that an instruction reads or writes: the array, and the index into it. */
export interface ArrayAccess {
  readonly array: string;
  readonly index: Expression;
}

/** Every place where an instruction writes a memory, then every one where it reads a memory or a pool. */
export function arrayAccesses(semantics: Semantics): readonly ArrayAccess[] {
  const found: ArrayAccess[] = semantics.effects.flatMap((effect) =>
    effect.kind === 'store' ? [{ array: effect.memory, index: effect.index }] : [],
  );
  walkSemantics(semantics, (inner) => {
    if (inner.kind === 'memory') found.push({ array: inner.memory, index: inner.index });
    if (inner.kind === 'pool') found.push({ array: inner.pool, index: inner.index });
  });
  return found;
}
