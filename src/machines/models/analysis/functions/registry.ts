import type { ModelFile } from '../../syntax.js';
import { FINAL_TIME, INITIAL_TIME, TIME, TIME_STEP } from '../model/model-builder.js';
import { add, divide, number, operation, select } from '../model/operations.js';
import { allocateAvailable, allocateByPriority } from './allocation.js';
import {
  type Builtin,
  constant,
  folded,
  formula,
  global,
  instruction,
  lookup,
  type Row,
  unsupported,
} from './builtin.js';
import { betweenTimes } from './data.js';
import * as delays from './delays.js';
import { ifMissing, pulseOfVolume, safeDivision, timeValue, wave } from './formulas.js';
import { invertMatrix } from './matrix.js';
import * as random from './random.js';
import * as ranking from './ranking.js';
import * as reductions from './reductions.js';
import * as states from './states.js';
import * as trends from './trends.js';
import * as vectors from './vector-elements.js';

/** Any number of arguments. */
const ANY = Number.POSITIVE_INFINITY;

const ALONE = 'must be the whole right-hand side of an equation';
const BINARY =
  'reads a binary run of Vensim, which is not supported; export it as text and give it as a data file';

/** Functions of Vensim that models use, known so that the message is not that there is no such function. */
const NOT_SUPPORTED = [
  ...['delay batch', 'delay conveyor', 'delay lag', 'delay material', 'delay profile'],
  ...['queue fifo', 'queue age'],
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
  ['delay1', 2, 3, delays.delay(1)],
  ['delay3', 2, 3, delays.delay(3)],
  ['trend', 2, 3, trends.trend],
  ['npv', 2, 4, trends.netPresentValue],
  ['previous', 1, 2, { role: states.previous }],
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

  ['integ', 2, 2, { role: states.integral }],
  ['initial', 1, 1, { role: states.initial }],
  ['reinitial', 1, 1, { role: states.initial }],
  ['active initial', 2, 2, { role: states.activeInitial }],
  ['sample if true', 3, 3, { role: states.sampleIfTrue }],
  ['delay fixed', 3, 3, { role: delays.delayFixed }],
  ['delay1i', 3, 3, delays.delay(1)],
  ['delay3i', 3, 3, delays.delay(3)],
  ['delay n', 4, 4, delays.delayN],
  ['smooth', 2, 2, delays.smooth(1)],
  ['smoothi', 3, 3, delays.smooth(1)],
  ['smooth3', 2, 2, delays.smooth(3)],
  ['smooth3i', 3, 3, delays.smooth(3)],
  ['smooth n', 4, 4, delays.smoothN],
  ['forecast', 3, 3, trends.forecast],

  ['sum', 1, 1, reductions.reduction('add', 0)],
  ['prod', 1, 1, reductions.reduction('mul', 1)],
  ['vmin', 1, 1, reductions.reduction('min', 0)],
  ['vmax', 1, 1, reductions.reduction('max', 0)],
  ['elmcount', 1, 1, reductions.elementCount],
  ['vector select', 5, 5, reductions.vectorSelect],
  ['vector elm map', 2, 2, vectors.vectorElementMap],
  ['vector sort order', 2, 2, ranking.vectorSortOrder],
  ['vector rank', 2, 2, ranking.vectorRank],
  ['vector reorder', 2, 2, vectors.vectorReorder],
  ['vector lookup', 5, 5, vectors.vectorLookup],
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
  ['max', 1, ANY, reductions.reductionOrFold('max')],
  ['min', 1, ANY, reductions.reductionOrFold('min')],
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

  ['init', 1, 1, states.initialValue],
  ['delay', 2, 3, { role: delays.delayFixed }],
  ['delayn', 3, 4, delays.delayOfOrder],
  ['smth1', 2, 3, delays.smooth(1)],
  ['smth3', 2, 3, delays.smooth(3)],
  ['smthn', 3, 4, delays.smoothOfOrder],
  ['forcst', 3, 4, trends.forecast],

  ['sum', 1, 1, reductions.reduction('add', 0)],
  ['prod', 1, 1, reductions.reduction('mul', 1)],
  ['mean', 1, 1, reductions.mean],
  ['stddev', 1, 1, reductions.standardDeviation],
  ['size', 1, 1, reductions.size],
  ['rank', 2, 2, ranking.elementOfRank],
];

/** The built-in functions by canonical name: one table per language. */
export const BUILTINS: Readonly<Record<ModelFile['format'], ReadonlyMap<string, Builtin>>> = {
  vensim: tableOfRows([...COMMON, ...VENSIM]),
  xmile: tableOfRows([...VENSIM, ...COMMON, ...XMILE]),
};

function tableOfRows(rows: readonly Row[]): ReadonlyMap<string, Builtin> {
  return new Map(
    rows.map(([name, min, max, implementation]): [string, Builtin] => [
      name,
      typeof implementation === 'function'
        ? { arguments: [min, max], value: implementation }
        : { arguments: [min, max], role: implementation.role },
    ]),
  );
}
