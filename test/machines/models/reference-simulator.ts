import type { Expression, Model, Role } from '../../../src/machines/models/model.js';
import { runtime } from '../../../src/machines/models/runtime.js';

/**
 * Runs a `Model` straight from its equations: an oracle for the bytecode machine that shares nothing with it
 * but the runtime functions.
 */

/** What was saved: one array per variable, one value per saved time. */
export interface Results {
  readonly times: readonly number[];
  readonly values: readonly Float64Array[];
}

type Evaluate = () => number;

interface Memory {
  readonly current: Float64Array;
  readonly initial: Float64Array;
  readonly previous: Float64Array;
}

const TIME = 0;
const TIME_STEP = 1;
const FINAL_TIME = 3;

type Operation = (time: number, step: number, ...operands: readonly number[]) => number;

export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['add', (_t, _d, a, b) => a + b],
  ['sub', (_t, _d, a, b) => a - b],
  ['mul', (_t, _d, a, b) => a * b],
  ['div', (_t, _d, a, b) => a / b],
  ['pow', (_t, _d, a, b) => runtime.pow(a, b)],
  ['neg', (_t, _d, a) => -a],
  ['mod', (_t, _d, a, b) => a - b * Math.trunc(a / b)],
  ['eq', (_t, _d, a, b) => (a === b ? 1 : 0)],
  ['ne', (_t, _d, a, b) => (a !== b ? 1 : 0)],
  ['lt', (_t, _d, a, b) => (a < b ? 1 : 0)],
  ['le', (_t, _d, a, b) => (a <= b ? 1 : 0)],
  ['gt', (_t, _d, a, b) => (a > b ? 1 : 0)],
  ['ge', (_t, _d, a, b) => (a >= b ? 1 : 0)],
  ['and', (_t, _d, a, b) => (a !== 0 && b !== 0 ? 1 : 0)],
  ['or', (_t, _d, a, b) => (a !== 0 || b !== 0 ? 1 : 0)],
  ['not', (_t, _d, a) => (a === 0 ? 1 : 0)],
  ['abs', (_t, _d, a) => Math.abs(a)],
  ['sqrt', (_t, _d, a) => Math.sqrt(a)],
  ['int', (_t, _d, a) => Math.trunc(a)],
  ['floor', (_t, _d, a) => Math.floor(a)],
  // As the instructions do it: the second of two when one is not a number.
  ['min', (_t, _d, a, b) => (a < b ? a : b)],
  ['max', (_t, _d, a, b) => (a > b ? a : b)],
  ['exp', (_t, _d, a) => Math.exp(a)],
  ['ln', (_t, _d, a) => Math.log(a)],
  ['log10', (_t, _d, a) => Math.log10(a)],
  ['sin', (_t, _d, a) => Math.sin(a)],
  ['cos', (_t, _d, a) => Math.cos(a)],
  ['tan', (_t, _d, a) => Math.tan(a)],
  ['arcsin', (_t, _d, a) => Math.asin(a)],
  ['arccos', (_t, _d, a) => Math.acos(a)],
  ['arctan', (_t, _d, a) => Math.atan(a)],
  ['sinh', (_t, _d, a) => Math.sinh(a)],
  ['cosh', (_t, _d, a) => Math.cosh(a)],
  ['tanh', (_t, _d, a) => Math.tanh(a)],
  ['gamma_ln', (_t, _d, a) => runtime.gamma_ln(a)],
  ['inverse_normal', (_t, _d, p) => runtime.inverse_normal(p)],
  ['normal_probability', (_t, _d, z) => runtime.normal_probability(z)],
  ['normal_curve', (_t, _d, z) => runtime.normal_curve(z)],
  ['poisson_quantile', (_t, _d, p, mean) => runtime.poisson_quantile(p, mean)],
  ['quantum', (_t, _d, a, q) => (q <= 0 ? a : q * Math.trunc(a / q))],
  ['zidz', (_t, _d, a, b) => (Math.abs(b) < 1e-6 ? 0 : a / b)],
  ['xidz', (_t, _d, a, b, x) => (Math.abs(b) < 1e-6 ? x : a / b)],
  ['step', (t, d, height, start) => (t + d / 2 > start ? height : 0)],
  ['ramp', (t, _d, slope, start, end) => (t > start ? slope * (Math.min(t, end) - start) : 0)],
  ['pulse', (t, d, start, width) => (t + d / 2 > start && t + d / 2 < start + Math.max(width, d) ? 1 : 0)],
  ['pulse_train', (t, d, first, width, every, end) => runtime.pulse_train(first, width, every, end, t, d)],
]);

export function simulate(model: Model): Results {
  const count = model.variables.length;
  const memory: Memory = {
    current: new Float64Array(count),
    initial: new Float64Array(count),
    previous: new Float64Array(count),
  };
  const { current } = memory;
  const evaluator = createEvaluator(model, memory);
  const { start, step, steps, stepsPerSave } = model.time;

  current[TIME] = start;
  for (const index of model.initialOrder) {
    current[index] = evaluator(initialExpression(model.variables[index].role))();
  }
  memory.initial.set(current);

  const flows = model.flowOrder.map(
    (index) => [index, evaluator(flowExpression(model.variables[index].role))] as const,
  );
  const stocks: (readonly [number, Evaluate])[] = [];
  const states: (readonly [number, Evaluate])[] = [];
  model.variables.forEach(({ role }, index) => {
    if (role.kind === 'stock') stocks.push([index, evaluator(role.flow)]);
    if (role.kind === 'state') states.push([index, evaluator(role.next)]);
  });
  const evaluateFlows = () => {
    for (const [index, evaluate] of flows) current[index] = evaluate();
  };
  const rates = () => Float64Array.from(stocks, ([, evaluate]) => evaluate());

  const times: number[] = [];
  const values: Float64Array[] = Array.from(
    { length: count },
    () => new Float64Array(Math.floor(steps / stepsPerSave) + 1),
  );
  for (let at = 0; at <= steps; at++) {
    const time = start + at * step;
    current[TIME] = time;
    evaluateFlows();
    if (at % stepsPerSave === 0) {
      for (let index = 0; index < count; index++) values[index][times.length] = current[index];
      times.push(time);
    }
    if (at === steps || time >= current[FINAL_TIME]) break;
    const next = Float64Array.from(states, ([, evaluate]) => evaluate());
    const levels = Float64Array.from(stocks, ([index]) => current[index]);
    const change = rates();
    if (model.integration === 'rk4') {
      const advance = (by: Float64Array, fraction: number) => {
        current[TIME] = start + (at + fraction) * step;
        stocks.forEach(([index], place) => {
          current[index] = levels[place] + fraction * step * by[place];
        });
        evaluateFlows();
        return rates();
      };
      const second = advance(change, 0.5);
      const third = advance(second, 0.5);
      const fourth = advance(third, 1);
      change.forEach((first, place) => {
        change[place] = (first + 2 * second[place] + 2 * third[place] + fourth[place]) / 6;
      });
    }
    memory.previous.set(current);
    stocks.forEach(([index], place) => {
      current[index] = levels[place] + step * change[place];
    });
    states.forEach(([index], place) => {
      current[index] = next[place];
    });
  }
  return { times, values };
}

function initialExpression(role: Role): Expression {
  switch (role.kind) {
    case 'constant':
      return { kind: 'number', value: role.value };
    case 'initial':
      return role.expression;
    case 'auxiliary':
      return role.initial ?? role.expression;
    case 'stock':
    case 'state':
      return role.initial;
    case 'time':
      throw new Error('Time has no equation');
  }
}

function flowExpression(role: Role): Expression {
  if (role.kind !== 'auxiliary') throw new Error(`a ${role.kind} is not evaluated in every step`);
  return role.expression;
}

/** Compiles expressions to closures. */
function createEvaluator(model: Model, { current, initial, previous }: Memory) {
  const points = model.tables.map(({ xs, ys }) =>
    Float64Array.from(xs.flatMap((x, point) => [x, ys[point]])),
  );

  const evaluator = (expression: Expression): Evaluate => {
    switch (expression.kind) {
      case 'number': {
        const { value } = expression;
        return () => value;
      }
      case 'variable': {
        const { variable } = expression;
        return () => current[variable];
      }
      case 'initialValue':
        return () => initial[expression.variable];
      case 'previousValue':
        return () => previous[expression.variable];
      case 'select': {
        const [condition, consequent, alternate] = [
          expression.condition,
          expression.consequent,
          expression.alternate,
        ].map(evaluator);
        return () => (condition() !== 0 ? consequent() : alternate());
      }
      case 'lookup': {
        const input = evaluator(expression.input);
        const table = points[expression.table];
        const read = runtime[expression.opcode as 'lookup'];
        return () => read(table, input());
      }
      case 'operation': {
        const operate = OPERATIONS.get(expression.opcode);
        if (!operate) throw new Error(`unknown instruction ${expression.opcode}`);
        const [a, b, ...others] = expression.arguments.map(evaluator);
        if (!a) return () => operate(current[TIME], current[TIME_STEP]);
        if (!b) return () => operate(current[TIME], current[TIME_STEP], a());
        if (others.length === 0) return () => operate(current[TIME], current[TIME_STEP], a(), b());
        return () => operate(current[TIME], current[TIME_STEP], a(), b(), ...others.map((other) => other()));
      }
    }
  };
  return evaluator;
}
