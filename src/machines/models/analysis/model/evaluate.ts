import { InputError } from '../../../../util/input-error.js';
import { type Expression, initialExpression } from '../../model.js';
import { runtime } from '../../runtime.js';
import { MISSING } from '../../syntax.js';
import { MAX_EVALUATION_DEPTH, MAX_FOLDED_DEPTH } from '../limits.js';
import { quoted } from '../names.js';
import { INITIAL_TIME, type ModelBuilder, TIME, TIME_STEP } from './model-builder.js';

/** What can be computed before a run: enough for time settings, orders and lengths of delays, and indices. */
type Operate = (...operands: readonly number[]) => number;

export const OPERATIONS: ReadonlyMap<string, Operate> = new Map(
  Object.entries({
    add: (a: number, b: number) => a + b,
    sub: (a: number, b: number) => a - b,
    mul: (a: number, b: number) => a * b,
    div: (a: number, b: number) => a / b,
    pow: runtime.pow,
    neg: (a: number) => -a,
    mod: (a: number, b: number) => a - b * Math.trunc(a / b),
    eq: (a: number, b: number) => Number(a === b),
    ne: (a: number, b: number) => Number(a !== b),
    lt: (a: number, b: number) => Number(a < b),
    le: (a: number, b: number) => Number(a <= b),
    gt: (a: number, b: number) => Number(a > b),
    ge: (a: number, b: number) => Number(a >= b),
    and: (a: number, b: number) => Number(a !== 0 && b !== 0),
    or: (a: number, b: number) => Number(a !== 0 || b !== 0),
    not: (a: number) => Number(a === 0),
    abs: (a: number) => Math.abs(a),
    sqrt: (a: number) => Math.sqrt(a),
    int: (a: number) => Math.trunc(a),
    floor: (a: number) => Math.floor(a),
    min: (a: number, b: number) => Math.min(a, b),
    max: (a: number, b: number) => Math.max(a, b),
    exp: runtime.exp,
    ln: runtime.log,
    sin: runtime.sin,
    cos: runtime.cos,
    zidz: (a: number, b: number) => (Math.abs(b) < 1e-6 ? 0 : a / b),
    xidz: (a: number, b: number, x: number) => (Math.abs(b) < 1e-6 ? x : a / b),
  }),
);

/** The value of a small expression without variables, or undefined. */
export function foldNumbers(expression: Expression, depth = 0): number | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'operation' || depth > MAX_FOLDED_DEPTH) return undefined;
  const operate = OPERATIONS.get(expression.opcode);
  if (!operate) return undefined;
  const operands: number[] = [];
  for (const operand of expression.arguments) {
    const value = foldNumbers(operand, depth + 1);
    if (value === undefined) return undefined;
    operands.push(value);
  }
  return operate(...operands);
}

/** The value of an expression that is a number or names a constant, else undefined. */
export function staticNumber(expression: Expression, model: ModelBuilder): number | undefined {
  if (expression.kind !== 'variable') return foldNumbers(expression);
  const role = model.drafts[expression.variable]?.role;
  return role?.kind === 'constant' ? role.value : undefined;
}

/** What asks about its operands rather than computes with them: `x = :NA:`. */
const CHOICES: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'not']);

/** Values of some variables, among them Time, that hold instead of those at the initial time. */
type Given = (variable: number) => number | undefined;

/**
 * Values at the initial time, for what must be known to lay out the model; or at a given time, where an
 * operation with a missing value has none either. Throws an InputError when an equation uses what only the
 * machine can compute.
 */
export class InitialValues {
  private readonly values = new Map<number, number>();
  private readonly evaluating = new Set<number>();
  private readonly model: ModelBuilder;
  private readonly given: Given | undefined;
  private depth = 0;

  constructor(model: ModelBuilder, given?: Given) {
    this.model = model;
    this.given = given;
  }

  variable(index: number): number {
    const given = this.given?.(index);
    if (given !== undefined) return given;
    const known = this.values.get(index);
    if (known !== undefined) return known;
    const draft = this.model.drafts[index];
    const expression = draft.role && initialExpression(draft.role);
    if (expression === null || this.evaluating.has(index)) return this.unknown(index);
    this.evaluating.add(index);
    const value = this.evaluate(expression, index);
    this.evaluating.delete(index);
    this.values.set(index, value);
    return value;
  }

  /** `owner` is the variable that a problem is reported of. */
  evaluate(expression: Expression, owner: number): number {
    this.depth++;
    if (this.depth > MAX_EVALUATION_DEPTH) return this.unknown(owner);
    const value = this.evaluateOne(expression, owner);
    this.depth--;
    return value;
  }

  private evaluateOne(expression: Expression, owner: number): number {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'variable':
      case 'initialValue':
        return this.variable(
          expression.variable === TIME && !this.given ? INITIAL_TIME : expression.variable,
        );
      case 'select':
        return this.evaluate(expression.condition, owner) !== 0
          ? this.evaluate(expression.consequent, owner)
          : this.evaluate(expression.alternate, owner);
      case 'lookup': {
        const { xs, ys } = this.model.tables[expression.table];
        const read = runtime[expression.opcode as 'lookup'];
        return read(
          Float64Array.from(xs.flatMap((x, point) => [x, ys[point]])),
          this.evaluate(expression.input, owner),
        );
      }
      case 'operation': {
        const operands = expression.arguments.map((operand) => this.evaluate(operand, owner));
        if (this.given && operands.includes(MISSING) && !CHOICES.has(expression.opcode)) return MISSING;
        const operate = OPERATIONS.get(expression.opcode) ?? this.timeFunctions.get(expression.opcode);
        return operate ? operate(...operands) : this.unknown(owner);
      }
      case 'previousValue':
        return this.unknown(owner);
    }
  }

  private unknown(variable: number): never {
    this.depth = 0;
    this.evaluating.clear();
    const { name, at } = this.model.drafts[variable];
    throw new InputError(`the value of ${quoted(name)} must be known before the run; make it a number`, at);
  }

  private readonly timeFunctions: ReadonlyMap<string, Operate> = new Map([
    ['step', (height, start) => (this.halfStepLater() > start ? height : 0)],
    ['ramp', (slope, start, end) => slope * Math.max(0, Math.min(this.variable(INITIAL_TIME), end) - start)],
    ['pulse', (start, width) => runtime.pulse_train(start, width, 0, start + width, ...this.clock())],
    [
      'pulse_train',
      (start, width, every, end) => runtime.pulse_train(start, width, every, end, ...this.clock()),
    ],
  ]);

  private halfStepLater(): number {
    const [time, step] = this.clock();
    return time + step / 2;
  }

  private clock(): [time: number, step: number] {
    return [this.variable(INITIAL_TIME), this.variable(TIME_STEP)];
  }
}

/** Whether an expression's value may differ from one step to the next. */
export function changesWithTime(expression: Expression, model: ModelBuilder): boolean {
  const seen = new Set<number>();
  const pending: Expression[] = [expression];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'operation') {
      if (TIME_FUNCTIONS.has(next.opcode)) return true;
      pending.push(...next.arguments);
    } else if (next.kind === 'lookup') pending.push(next.input);
    else if (next.kind === 'select') pending.push(next.condition, next.consequent, next.alternate);
    else if (next.kind === 'previousValue') return true;
    else if (next.kind === 'variable' && !seen.has(next.variable)) {
      seen.add(next.variable);
      const role = model.drafts[next.variable]?.role;
      if (next.variable === TIME || role?.kind === 'stock' || role?.kind === 'state') return true;
      if (role?.kind === 'auxiliary') pending.push(role.expression);
    }
  }
  return false;
}

const TIME_FUNCTIONS: ReadonlySet<string> = new Set(['step', 'ramp', 'pulse', 'pulse_train']);
