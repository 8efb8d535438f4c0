import type { Expression, Role } from '../model.js';
import { MISSING, type ModelFile } from '../syntax.js';
import { allocateAvailable, allocateByPriority } from './allocation.js';
import * as arrays from './array-functions.js';
import { add, divide, fold, multiply, number, operation, select } from './build.js';
import { FINAL_TIME, INITIAL_TIME, TIME, TIME_STEP } from './builder.js';
import { type Call, tableOf } from './calls.js';
import { type Context, fail, shared } from './context.js';
import { betweenTimes } from './data-functions.js';
import { expand } from './expand.js';
import { invertMatrix } from './matrix.js';
import { textOf } from './print.js';
import * as random from './random.js';
import * as stateful from './stateful.js';
import { staticNumber } from './static.js';

/** A built-in function: either a value in an expression, or what the variable defined by it is. */
export type Builtin = { readonly arguments: readonly [least: number, most: number] } & (
  | { readonly value: (call: Call, context: Context) => Expression; readonly role?: undefined }
  | {
      readonly value?: undefined;
      /** Null when the role is settled later. */
      readonly role: (call: Call, context: Context, variable: number) => Role | null;
    }
);

type Value = NonNullable<Builtin['value']>;
type Row = readonly [
  name: string,
  least: number,
  most: number,
  implementation: Value | { role: NonNullable<Builtin['role']> },
];

const ANY = Number.POSITIVE_INFINITY;

/** A function that is one instruction of the machine. */
const instruction =
  (opcode: string): Value =>
  (call, context) =>
    operation(opcode, ...expandAll(call, context));

/** MIN and MAX of several arguments. */
const folded =
  (opcode: string): Value =>
  (call, context) =>
    fold(opcode, expandAll(call, context), 0);

/** A function written with others. */
const formula =
  (write: (operands: readonly Expression[], context: Context, call: Call) => Expression): Value =>
  (call, context) =>
    write(expandAll(call, context), context, call);

const constant =
  (value: number): Value =>
  () =>
    number(value);

const global =
  (variable: number): Value =>
  (_, context) =>
    context.analysis.model.read(variable);

const lookup =
  (opcode: string): Value =>
  (call, context) => ({
    kind: 'lookup',
    opcode,
    table: tableOf(call.arguments[0], context, call.at),
    input: expand(call.arguments[1], context),
  });

const unsupported =
  (what: string): Value =>
  (call, context) =>
    fail(context, `${call.name.toUpperCase()} ${what}`, call.at);

const ALONE = 'must be the whole right-hand side of an equation';
const BINARY =
  'reads a binary run of Vensim, which is not supported; export it as text and give it as a data file';

/** Functions of Vensim that a model may well use. */
const NOT_SUPPORTED = [
  ...[
    'delay batch',
    'delay conveyor',
    'delay lag',
    'delay material',
    'delay profile',
    'queue fifo',
    'queue age',
  ],
  ...['queue attrib', 'shift if true', 'find zero', 'find market price', 'alloc p', 'demand at price'],
  ...['supply at price', 'simultaneous', 'time base', 'lookup area', 'lookup slope', 'get data at time'],
  ...['get data first time', 'get data last time', 'get data max', 'get data mean', 'get data min'],
  ...['get data total points', 'random beta', 'random binomial', 'random gamma', 'random lognormal'],
  ...['random negative binomial', 'random weibull', 'depreciate straightline', 'internal rate of return'],
];

const COMMON: readonly Row[] = [
  ['abs', 1, 1, instruction('abs')],
  ['arccos', 1, 1, instruction('arccos')],
  ['arcsin', 1, 1, instruction('arcsin')],
  ['arctan', 1, 1, instruction('arctan')],
  ['cos', 1, 1, instruction('cos')],
  ['exp', 1, 1, instruction('exp')],
  ['ln', 1, 1, instruction('ln')],
  ['sin', 1, 1, instruction('sin')],
  ['sqrt', 1, 1, instruction('sqrt')],
  ['tan', 1, 1, instruction('tan')],
  ['cosh', 1, 1, instruction('cosh')],
  ['sinh', 1, 1, instruction('sinh')],
  ['tanh', 1, 1, instruction('tanh')],
  ['int', 1, 1, instruction('int')],
  ['step', 2, 2, instruction('step')],
  ['if then else', 3, 3, formula(([c, a, b]) => select(c, a, b))],
  ['delay1', 2, 3, stateful.delay(1)],
  ['delay3', 2, 3, stateful.delay(3)],
  ['trend', 2, 3, stateful.trend],
  ['npv', 2, 4, stateful.netPresentValue],
  ['previous', 1, 2, { role: stateful.previous }],
];

const VENSIM: readonly Row[] = [
  ['integer', 1, 1, instruction('int')],
  ['log', 2, 2, formula(([x, base]) => divide(operation('ln', x), operation('ln', base)))],
  ['max', 2, 2, folded('max')],
  ['min', 2, 2, folded('min')],
  ['modulo', 2, 2, instruction('mod')],
  ['power', 2, 2, instruction('pow')],
  ['quantum', 2, 2, instruction('quantum')],
  ['gamma ln', 1, 1, instruction('gamma_ln')],
  ['xidz', 3, 3, instruction('xidz')],
  ['zidz', 2, 2, instruction('zidz')],
  ['ramp', 3, 3, instruction('ramp')],
  ['pulse', 2, 2, instruction('pulse')],
  ['pulse train', 4, 4, instruction('pulse_train')],
  ['x if missing', 2, 2, formula(ifMissing)],
  ['game', 1, 1, formula(([x]) => x)],
  ['get time value', 3, 3, timeValue],
  ['lookup forward', 2, 2, lookup('lookup_forward')],
  ['lookup backward', 2, 2, lookup('lookup_backward')],
  ['lookup extrapolate', 2, 2, lookup('lookup_extrapolate')],
  ['lookup invert', 2, 2, lookup('lookup_invert')],

  ['integ', 2, 2, { role: stateful.integral }],
  ['initial', 1, 1, { role: stateful.initial }],
  ['reinitial', 1, 1, { role: stateful.initial }],
  ['active initial', 2, 2, { role: stateful.activeInitial }],
  ['sample if true', 3, 3, { role: stateful.sampleIfTrue }],
  ['delay fixed', 3, 3, { role: stateful.delayFixed }],
  ['delay1i', 3, 3, stateful.delay(1)],
  ['delay3i', 3, 3, stateful.delay(3)],
  ['delay n', 4, 4, stateful.delayN],
  ['smooth', 2, 2, stateful.smooth(1)],
  ['smoothi', 3, 3, stateful.smooth(1)],
  ['smooth3', 2, 2, stateful.smooth(3)],
  ['smooth3i', 3, 3, stateful.smooth(3)],
  ['smooth n', 4, 4, stateful.smoothN],
  ['forecast', 3, 3, stateful.forecast],

  ['sum', 1, 1, arrays.reduction('add', 0)],
  ['prod', 1, 1, arrays.reduction('mul', 1)],
  ['vmin', 1, 1, arrays.reduction('min', 0)],
  ['vmax', 1, 1, arrays.reduction('max', 0)],
  ['elmcount', 1, 1, arrays.elementCount],
  ['vector select', 5, 5, arrays.vectorSelect],
  ['vector elm map', 2, 2, arrays.vectorElementMap],
  ['vector sort order', 2, 2, arrays.vectorSortOrder],
  ['vector rank', 2, 2, arrays.vectorRank],
  ['vector reorder', 2, 2, arrays.vectorReorder],
  ['vector lookup', 5, 5, arrays.vectorLookup],
  ['allocate available', 3, 3, allocateAvailable],
  ['allocate by priority', 5, 5, allocateByPriority],
  ['invert matrix', 2, 2, invertMatrix],

  ['random 0 1', 0, 1, random.random(0, (uniform) => uniform)],
  ['random uniform', 2, 3, random.random(2, random.between)],
  ['random normal', 4, 5, random.random(4, random.truncatedNormal)],
  ['random exponential', 4, 5, random.random(4, random.truncatedExponential)],
  ['random poisson', 5, 6, random.random(5, random.truncatedPoisson)],
  ['random triangular', 5, 6, random.random(5, random.triangular)],

  ['get data between times', 3, 3, { role: betweenTimes }],
  ...['direct', 'xls', '123'].flatMap((from) =>
    ['data', 'constants', 'lookups'].map((what): Row => [`get ${from} ${what}`, 0, ANY, unsupported(ALONE)]),
  ),
  ...['data', 'constants', 'lookups'].map((what): Row => [`get vdf ${what}`, 0, ANY, unsupported(BINARY)]),
  ...NOT_SUPPORTED.map((name): Row => [name, 0, ANY, unsupported('is not supported: write it with others')]),
  ['a function of', 0, ANY, unsupported('says that this equation has not been written yet; write it')],
];

const XMILE: readonly Row[] = [
  ['log10', 1, 1, instruction('log10')],
  ['max', 1, ANY, arrays.reductionOrFold('max')],
  ['min', 1, ANY, arrays.reductionOrFold('min')],
  ['mod', 2, 2, instruction('mod')],
  ['pi', 0, 0, constant(Math.PI)],
  ['inf', 0, 0, constant(ANY)],
  ['time', 0, 0, global(TIME)],
  ['dt', 0, 0, global(TIME_STEP)],
  ['starttime', 0, 0, global(INITIAL_TIME)],
  ['stoptime', 0, 0, global(FINAL_TIME)],
  ['round', 1, 1, formula(([x]) => operation('floor', add(x, number(0.5))))],
  ['rootn', 2, 2, formula(([x, n]) => operation('pow', x, divide(number(1), n)))],
  ['safediv', 2, 3, formula(safeDivision)],
  ['sinwave', 2, 2, formula(wave('sin'))],
  ['coswave', 2, 2, formula(wave('cos'))],
  [
    'ramp',
    2,
    3,
    formula(([slope, start, end], { analysis }) =>
      operation('ramp', slope, start, end ?? analysis.model.read(FINAL_TIME)),
    ),
  ],
  ['pulse', 1, 3, formula(pulseOfVolume)],
  ['lookup', 2, 2, lookup('lookup')],
  ['lookupinv', 2, 2, lookup('lookup_invert')],

  ['random', 2, 3, random.random(2, random.between)],
  ['uniform', 2, 3, random.random(2, random.between)],
  ['normal', 2, 3, random.random(2, random.normal)],
  ['lognormal', 2, 3, random.random(2, random.logNormal)],
  ['exprnd', 1, 2, random.random(1, random.exponential)],
  ['poisson', 1, 2, random.random(1, random.poisson)],

  ['init', 1, 1, stateful.initialValue],
  ['delay', 2, 3, { role: stateful.delayFixed }],
  ['delayn', 3, 4, stateful.delayOfOrder],
  ['smth1', 2, 3, stateful.smooth(1)],
  ['smth3', 2, 3, stateful.smooth(3)],
  ['smthn', 3, 4, stateful.smoothOfOrder],
  ['forcst', 3, 4, stateful.forecast],

  ['sum', 1, 1, arrays.reduction('add', 0)],
  ['prod', 1, 1, arrays.reduction('mul', 1)],
  ['mean', 1, 1, arrays.mean],
  ['stddev', 1, 1, arrays.standardDeviation],
  ['size', 1, 1, arrays.size],
  ['rank', 2, 2, arrays.elementOfRank],
];

/** The built-in functions by canonical name: one table per language. */
export const BUILTINS: Readonly<Record<ModelFile['format'], ReadonlyMap<string, Builtin>>> = {
  vensim: tableOfRows([...COMMON, ...VENSIM]),
  xmile: tableOfRows([...VENSIM, ...COMMON, ...XMILE]),
};

function tableOfRows(rows: readonly Row[]): ReadonlyMap<string, Builtin> {
  return new Map(
    rows.map(([name, least, most, implementation]): [string, Builtin] => [
      name,
      typeof implementation === 'function'
        ? { arguments: [least, most], value: implementation }
        : { arguments: [least, most], role: implementation.role },
    ]),
  );
}

export function expandAll(call: Call, context: Context): readonly Expression[] {
  return call.arguments.map((argument) => expand(argument, context));
}

/** Division that gives the third argument, or 0, when the divisor is 0. */
function safeDivision(operands: readonly Expression[], context: Context, call: Call): Expression {
  const [a, b, otherwise] = operands as readonly [Expression, Expression, Expression?];
  const divisor = shared(context, `#divisor<${textOf(call)}#`, b);
  return select(operation('eq', divisor, number(0)), otherwise ?? number(0), divide(a, divisor));
}

/** X IF MISSING(x, otherwise). */
function ifMissing(operands: readonly Expression[], context: Context, call: Call): Expression {
  const [x, otherwise] = operands as readonly [Expression, Expression];
  const value = shared(context, `#value<${textOf(call)}#`, x);
  return select(operation('eq', value, number(MISSING)), otherwise, value);
}

function wave(opcode: 'sin' | 'cos') {
  return ([amplitude, period]: readonly Expression[], { analysis }: Context): Expression => {
    const turns = divide(analysis.model.read(TIME), period);
    return multiply(amplitude, operation(opcode, multiply(number(2 * Math.PI), turns)));
  };
}

/** XMILE PULSE(volume, first, interval): the volume flows within one step, at `first` and then every `interval`. */
function pulseOfVolume(operands: readonly Expression[], { analysis }: Context): Expression {
  const [volume, first, interval] = operands as readonly [Expression, Expression?, Expression?];
  const start = first ?? analysis.model.read(INITIAL_TIME);
  const step = analysis.model.read(TIME_STEP);
  const on = interval
    ? operation('pulse_train', start, step, interval, number(ANY))
    : operation('pulse', start, step);
  return multiply(on, divide(volume, step));
}

/** GET TIME VALUE(relative to, offset, measure), in the model's own unit of time. */
function timeValue(call: Call, context: Context): Expression {
  const [relative, offset, measure] = expandAll(call, context) as [Expression, Expression, Expression];
  const origin = staticNumber(relative, context);
  if (staticNumber(measure, context) !== 0 || (origin !== 0 && origin !== 1)) {
    fail(
      context,
      "GET TIME VALUE is supported for the model's unit of time only: its first argument must be 0 or 1 and its third 0",
      call.at,
    );
  }
  return add(context.analysis.model.read(origin === 0 ? TIME : INITIAL_TIME), offset);
}
