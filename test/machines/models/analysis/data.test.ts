import { describe, expect, it } from 'vitest';
import { analyse } from '../../../../src/machines/models/analysis/analyse.js';
import { createReader, readingOf } from '../../../../src/machines/models/analysis/external/readings.js';
import type { DataSource } from '../../../../src/machines/models/data/data-source.js';
import type { Model } from '../../../../src/machines/models/model.js';
import { MISSING } from '../../../../src/machines/models/syntax.js';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { memorySource } from '../data/memory-source.js';
import { problemsOf, type Run, runModel, vensim } from './run.js';

type Settings = Parameters<typeof vensim>[1];

const analyseWith = (equations: string, data: DataSource, settings?: Settings): Model =>
  analyse(parseVensim(vensim(equations, settings), 'model.mdl'), { data });
const runWith = (equations: string, data: DataSource, settings?: Settings): Run =>
  runModel(analyseWith(equations, data, settings));
const points = (variables: Parameters<typeof memorySource>[1]) => memorySource({}, variables);

const NA = MISSING;

describe('a data variable', () => {
  const data = points({ x: { 2: 20, 4: 40 } });
  const to6 = { stop: 6 };

  it.each([
    ['x', [20, 20, 20, 30, 40, 40, 40]],
    ['x:INTERPOLATE:', [20, 20, 20, 30, 40, 40, 40]],
    ['x:LOOK FORWARD:', [20, 20, 20, 40, 40, 40, 40]],
    ['x:HOLD BACKWARD:', [20, 20, 20, 20, 40, 40, 40]],
    ['x:RAW:', [NA, NA, 20, NA, 40, NA, NA]],
  ])('%s is read between its points as it says', (equation, expected) => {
    expect(runWith(equation, data, to6).series('x')).toEqual(expected);
  });

  it('may be an array: each element has its own points', () => {
    const run = runWith(
      'D : a, b\nx[D]\ny[D] = 2 * x[D]',
      points({ 'x[a]': { 0: 1 }, 'x[b]': { 0: 1, 10: 11 } }),
    );
    expect([run.last('y[a]'), run.last('y[b]')]).toEqual([2, 22]);
  });

  it('that has an equation ignores points of the same name', () => {
    expect(runWith('x = 5', data).last('x')).toBe(5);
  });

  it('has its points also where time is rounded', () => {
    // 3 * 0.1 is more than 0.3.
    const tenths = points({ x: { 0: 0, 0.1: 1, 0.2: 2, 0.3: 3, 0.4: 4, 0.7: 7, 0.8: 8 } });
    const settings = { stop: 0.8, step: 0.1 };
    const expected = (between: readonly number[]) => [0, 1, 2, 3, 4, ...between, 7, 8];
    expect(runWith('x:RAW:', tenths, settings).series('x')).toEqual(expected([NA, NA]));
    expect(runWith('x:LOOK FORWARD:', tenths, settings).series('x')).toEqual(expected([7, 7]));
    expect(runWith('x:HOLD BACKWARD:', tenths, settings).series('x')).toEqual(expected([4, 4]));
  });

  it('with a single point is constant', () => {
    expect(runWith('x', points({ x: { 5: 7 } })).series('x')).toEqual(Array(11).fill(7));
  });
});

describe('data without points', () => {
  it('are refused where the model needs them, with what needs them', () => {
    const equations = 'x\ny = 2 * x\nz = 3 * y\nv\nw = SMOOTH(v, 2)';
    expect(problemsOf(() => analyseWith(equations, points({})))).toEqual([
      '1:1: "x" is external data: give its points in a data file (--data), or write an equation ("y" needs it)',
      '4:1: "v" is external data: give its points in a data file (--data), or write an equation ("w" needs it)',
    ]);
  });

  it('are told once for an array', () => {
    const equations = 'D : (d1-d50)\nx[D]\ny[D] = x[D]';
    expect(problemsOf(() => analyseWith(equations, points({ 'x[d1]': { 0: 1 } })))).toEqual([
      '2:1: "x[d2]" is external data: give its points in a data file (--data), or write an equation ("y[d2]" needs it)',
    ]);
  });

  it('are refused where data equations and GET DATA BETWEEN TIMES pass them on', () => {
    const equations = 'x\ny := 2 * x\nz = y\nv\nw = GET DATA BETWEEN TIMES(v, 3, 0)';
    expect(
      problemsOf(() => analyseWith(equations, points({}))).map((message) => message.slice(0, 8)),
    ).toEqual(['1:1: "x"', '4:1: "v"']);
  });

  it('are missing, with a note, where nothing needs them', () => {
    const model = analyseWith('x\ny := 2 * x\nz = 3', points({}));
    expect(model.notes).toEqual([
      {
        message:
          '"x" is external data: give its points in a data file (--data), or write an equation; it is missing throughout',
        at: { file: 'model.mdl', line: 1, column: 1 },
      },
    ]);
    expect([runModel(model).last('x'), runModel(model).last('y')]).toEqual([NA, NA]);
  });

  it('are missing, with a note, where the model is written for raw data', () => {
    const run = runWith(
      "x:RAW: := GET XLS DATA('none.csv', ',', '1', 'A2')\ny = IF THEN ELSE(x = :NA:, -1, x)",
      points({}),
    );
    expect(run.last('y')).toBe(-1);
    expect(run.model.notes?.map(({ message }) => message)).toEqual([
      'in the equation of "x": there is no file "none.csv"; it is missing throughout',
    ]);
  });

  it('are refused when the file is there but must not be read', () => {
    expect(
      problemsOf(() => analyseWith("x:RAW: := GET XLS DATA('forbidden.csv', ',', '1', 'A2')", points({}))),
    ).toEqual(['1:11: in the equation of "x": this file is forbidden']);
  });
});

describe('GET DIRECT DATA', () => {
  const source = memorySource({
    'rows.csv': 'time,0,10,20\nnorth,1,2,3\nsouth,4,,6\neast,7,8,9\n',
    'columns.csv': 'time,north,south\n0,1,4\n10,2,\nn/a,5,5\n20,3,6\n',
  });
  const to20 = { stop: 20, step: 10 };
  const call = (file: string, along: string, cell: string) =>
    `GET DIRECT DATA('${file}', ',', '${along}', '${cell}')`;

  it('reads along a row of times', () => {
    expect(runWith(`x := ${call('rows.csv', '1', 'B2')}`, source, to20).series('x')).toEqual([1, 2, 3]);
  });

  it('reads down a column of times', () => {
    expect(runWith(`x := ${call('columns.csv', 'a', 'B2')}`, source, to20).series('x')).toEqual([1, 2, 3]);
  });

  it('has no points where a cell is empty', () => {
    expect(runWith(`x:RAW: := ${call('rows.csv', '1', 'B3')}`, source, to20).series('x')).toEqual([4, NA, 6]);
    expect(runWith(`x := ${call('columns.csv', 'A', 'C2')}`, source, to20).series('x')).toEqual([4, 5, 6]);
  });

  it.each([
    ['rows.csv', '1', 'B2'],
    ['columns.csv', 'A', 'B2'],
  ])('fills an array across the times: %s', (file, along, cell) => {
    const run = runWith(`D : n, s\nx[D] := ${call(file, along, cell)}`, source, to20);
    expect([run.series('x[n]'), run.series('x[s]')]).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('counts the elements of a subrange from its own first', () => {
    const equations = `D : a, b, n, s\nR : n, s\nx[a] = 0\nx[b] = 1\nx[R] := ${call('rows.csv', '1', 'B2')}`;
    expect(runWith(equations, source, to20).series('x[n]')).toEqual([1, 2, 3]);
  });

  it.each([
    [call('rows.csv', '1', 'B9'), 'there are no numbers in row 9 of rows.csv from B9 on'],
    [call('rows.csv', '9', 'B2'), 'there are no numbers in row 2 of rows.csv from B2 on'],
    [call('rows.csv', 'time', 'B2'), '"time" is no row, column or named area in rows.csv'],
    [call('rows.csv', '0', 'B2'), '"0" is no row, column or named area'],
    [call('rows.csv', '1', 'prices'), 'there is no cell and no named area "prices" in rows.csv'],
    ["GET DIRECT DATA('rows.csv', ',', '1')", 'GET DIRECT DATA takes 4 arguments, not 3'],
    ['GET DIRECT DATA(a, b, c, d)', "GET DIRECT DATA takes texts in quotes: 'data.xlsx'"],
    [
      `1 + ${call('rows.csv', '1', 'B2')}`,
      'GET DIRECT DATA must be the whole right-hand side of an equation',
    ],
    ["GET VDF DATA('a.vdf', 'x', 0, 1)", 'GET VDF DATA reads a binary run of Vensim'],
  ])('%s is refused', (right, reason) => {
    const [message, ...others] = problemsOf(() => analyseWith(`x := ${right}`, source));
    expect(others).toEqual([]);
    expect(message).toMatch(/^1:\d+: in the equation of "x": /);
    expect(message).toContain(reason);
  });
});

describe('GET DIRECT CONSTANTS', () => {
  const source = memorySource({ 'a.csv': '1,2,3\n4,5,6\n7,,text\n' });
  const call = (cell: string) => `GET DIRECT CONSTANTS('a.csv', ',', '${cell}')`;
  const values = (equations: string, ...names: readonly string[]) => {
    const run = runWith(equations, source);
    return names.map((name) => run.last(name));
  };

  it('reads one number', () => {
    expect(values(`x = ${call('B2')}`, 'x')).toEqual([5]);
    expect(values("x = GET_123_CONSTANTS('a.csv', ',', 'c1')", 'x')).toEqual([3]);
  });

  it('reads a range across, or down with an asterisk', () => {
    expect(values(`D : a, b\nx[D] = ${call('A1')}`, 'x[a]', 'x[b]')).toEqual([1, 2]);
    expect(values(`D : a, b\nx[D] = ${call('A1*')}`, 'x[a]', 'x[b]')).toEqual([1, 4]);
  });

  it('reads two ranges down and across, or the other way round with an asterisk', () => {
    const names = ['x[a,p]', 'x[a,q]', 'x[b,p]', 'x[b,q]'];
    const dimensions = 'D : a, b\nE : p, q';
    expect(values(`${dimensions}\nx[D,E] = ${call('A1')}`, ...names)).toEqual([1, 2, 4, 5]);
    expect(values(`${dimensions}\nx[D,E] = ${call('A1*')}`, ...names)).toEqual([1, 4, 2, 5]);
  });

  it('does not count subscripts that are elements', () => {
    expect(
      values(`D : a, b\nE : p, q\nx[D,p] = ${call('A1')}\nx[D,q] = ${call('A2')}`, 'x[b,p]', 'x[b,q]'),
    ).toEqual([2, 5]);
  });

  it('gives numbers that are known before the run', () => {
    const run = runWith(`delay = ${call('B1')}\nx = DELAY FIXED(Time, delay, -1)`, source);
    expect(run.series('x').slice(0, 4)).toEqual([-1, -1, 0, 1]);
  });

  it('may set the time of the run', () => {
    const text = `FINAL TIME = ${call('C1')} ~~|\nINITIAL TIME = 0 ~~|\nTIME STEP := ${call('A1')} ~~|`;
    const { time } = analyse(parseVensim(text, 'model.mdl'), { data: source });
    expect([time.stop, time.step, time.steps]).toEqual([3, 1, 3]);
  });

  it('needs a number in each cell', () => {
    expect(problemsOf(() => analyseWith(`x = ${call('B3')}\ny = ${call('C3')}`, source))).toEqual([
      '1:5: in the equation of "x": a number is needed in cell B3 of a.csv, but it is empty or an error',
      '2:5: in the equation of "y": a number is needed in cell C3 of a.csv, but it has "text"',
    ]);
  });

  it('fills at most two ranges', () => {
    expect(problemsOf(() => analyseWith(`D : a, b\nx[D,D,D] = ${call('A1')}`, source))[0]).toContain(
      'fills at most two subscript ranges, not 3',
    );
  });

  it('needs its file', () => {
    expect(problemsOf(() => analyseWith("x = GET XLS CONSTANTS('none.csv', ',', 'A1')", source))).toEqual([
      '1:5: in the equation of "x": there is no file "none.csv"',
    ]);
  });
});

describe('GET DIRECT LOOKUPS', () => {
  const source = memorySource({ 'a.csv': 'x,0,10\nn,0,100\ns,5,\n' });

  it('makes lookup tables, one for each element', () => {
    const equations =
      "D : n, s\nt[D] = GET DIRECT LOOKUPS('a.csv', ',', '1', 'B2')\nx = t[n](3)\ny = t[s](3)\nz = LOOKUP FORWARD(t[n], 3)";
    const run = runWith(equations, source);
    expect([run.last('x'), run.last('y'), run.last('z')]).toEqual([30, 5, 100]);
  });

  it('may be written as a lookup', () => {
    expect(runWith("t( GET XLS LOOKUPS('a.csv', ',', '1', 'B2') )\nx = t(20)", source).last('x')).toBe(100);
  });

  it('are refused once when there is no file', () => {
    expect(
      problemsOf(() =>
        analyseWith("t( GET XLS LOOKUPS('none.csv', ',', '1', 'B2') )\nx = t(20)\ny = t(30)", source),
      ),
    ).toEqual(['1:4: in the equation of "t": there is no file "none.csv"']);
  });
});

describe('GET DIRECT SUBSCRIPT', () => {
  const source = memorySource({ 'a.csv': 'a,b,\n,c,d\n1,2,3\n' });
  const elements = (...last: readonly string[]) => {
    const texts = last.map((text) => `'${text}'`).join(', ');
    const model = analyseWith(`D : GET DIRECT SUBSCRIPT('a.csv', ',', ${texts})\nx[D] = D`, source);
    return model.variables.flatMap(({ name }) => /^x\[(.*)\]$/.exec(name)?.[1] ?? []);
  };

  it.each([
    [
      ['A1', 'B1', ''],
      ['a', 'b'],
    ],
    [
      ['A1', 'C2', ''],
      ['a', 'b', 'c', 'd'],
    ],
    [
      ['B1', 'B2', 'pre '],
      ['pre b', 'pre c'],
    ],
    [
      ['A3', 'C3', 'year'],
      ['year1', 'year2', 'year3'],
    ],
    [
      ['B1', '2', ''],
      ['b', 'c', 'd'],
    ],
    [
      ['A3', 'B', 'n'],
      ['n1', 'n2'],
    ],
    [
      ['B2', '', 'e'],
      ['ec', 'ed', 'e2', 'e3'],
    ],
  ])('reads cells across, then down: %j', (last, expected) => {
    expect(elements(...last)).toEqual(expected);
  });

  it('is refused where there is nothing', () => {
    const problems = problemsOf(() => elements('E5', 'F9', ''));
    expect(problems[0]).toBe('1:1: dimension "D": there is nothing from E5 on in a.csv');
    expect(
      problemsOf(() =>
        analyseWith("D : GET XLS SUBSCRIPT('none.csv', ',', 'A1', '', '')\nx[D] = 1", source),
      )[0],
    ).toBe('1:1: dimension "D": there is no file "none.csv"');
  });
});

describe('a data equation', () => {
  const data = points({
    a: { 0: 1, 2: 3, 4: 5 },
    b: { 2: 10, 3: 20, 4: 30 },
    'c[p]': { 0: 1 },
    'c[q]': { 0: 2 },
  });
  const to4 = { stop: 4 };

  it('is computed at the points that all its data have, and read between them as it says', () => {
    expect(runWith('a\nb\nx :RAW: := k * a + b\nk = 100', data, to4).series('x')).toEqual([
      NA,
      NA,
      310,
      NA,
      530,
    ]);
    expect(runWith('a\nb\nx := a + b', data, to4).series('x')).toEqual([13, 13, 13, 24, 35]);
    expect(runWith('a\nx :HOLD BACKWARD: := 2 * a', data, to4).series('x')).toEqual([2, 2, 6, 6, 10]);
  });

  it('has values between the points of data that are interpolated or held', () => {
    const run = runWith('a :INTERPOLATE:\nb\nx :RAW: := a + b', data, to4);
    expect(run.series('x')).toEqual([NA, NA, 13, 24, 35]);
  });

  it('may fill what is missing', () => {
    const run = runWith('a\nb\nx :RAW: := X IF MISSING(a + b, 0)', data, to4);
    expect(run.series('x')).toEqual([1, NA, 13, 20, 35]);
  });

  it('may test what is missing', () => {
    const run = runWith('a\nb\nx :RAW: := IF THEN ELSE(a = :NA:, b, a)', data, to4);
    expect(run.series('x')).toEqual([1, NA, 3, 20, 5]);
  });

  it('may use others, in any order, sums over arrays and Time', () => {
    const equations = 'y := 2 * x\nx := SUM(c[D!]) + Time\nD : p, q\nc[D]';
    expect(runWith(equations, data, to4).series('y')).toEqual([6, 6, 6, 6, 6]);
  });

  it('without data is an ordinary equation', () => {
    expect(runWith('x := 2 * Time\ny := 7\nz := DELAY FIXED(x, 1, 0)', data, to4).series('x')).toEqual([
      0, 2, 4, 6, 8,
    ]);
  });

  it.each([
    [
      'x := a + s\na\ns = INTEG(1, 0)',
      '1:1: in the equation of "x": a data equation (:=) may use only data and constants, but "s" is neither; write "=" instead',
    ],
    ['x := a + y\ny := x\na', '1:1: in the equation of "x": this data equation needs its own result'],
    [
      'a\nx := a + PREVIOUS(a, 0)',
      '2:1: in the equation of "x": a data equation (:=) may use only data and constants',
    ],
  ])('%j is refused', (equations, reason) => {
    const [message, ...others] = problemsOf(() => analyseWith(equations, data));
    expect(message).toContain(reason);
    expect(others).toEqual([]);
  });

  it('may follow others in a long chain, within bounds', () => {
    const chain = (length: number) => [
      'a',
      'x0 := a',
      ...Array.from({ length }, (_, place) => `x${place + 1} := x${place} + 1`),
    ];
    expect(runWith(chain(3000).join('\n'), data, to4).last('x3000')).toBe(3005);
    expect(problemsOf(() => analyseWith(chain(3000).reverse().join('\n'), data))[0]).toContain(
      'each need the next',
    );
  });
});

describe('GET DATA BETWEEN TIMES', () => {
  const data = points({ a: { 2: 20, 4: 40, 6: 60 } });
  const to8 = { stop: 8 };

  it.each([
    [0, [NA, NA, 20, 30, 40, 50, 60, NA, NA]],
    [1, [NA, NA, 20, 40, 40, 60, 60, NA, NA]],
    [-1, [NA, NA, 20, 20, 40, 40, 60, NA, NA]],
  ])('reads a data variable in mode %d, and nothing beyond its ends', (mode, expected) => {
    expect(runWith(`a\nx = GET DATA BETWEEN TIMES(a, Time, ${mode})`, data, to8).series('x')).toEqual(
      expected,
    );
  });

  it('may read another time than now, whatever the variable’s own mode', () => {
    const run = runWith('a:RAW:\nx = GET DATA BETWEEN TIMES(a, Time + 1, 0)', data, to8);
    expect(run.series('x')).toEqual([NA, 20, 30, 40, 50, 60, NA, NA, NA]);
  });

  it('may have a mode that varies', () => {
    const run = runWith('a\nx = GET DATA BETWEEN TIMES(a, 3, Time - 1)', data, { stop: 2 });
    expect(run.series('x')).toEqual([20, 30, 40]);
  });

  it('may read what a data equation computes', () => {
    expect(runWith('x = 1 + GET DATA BETWEEN TIMES(b, 3, 0)\na\nb := 10 * a', data, to8).last('x')).toBe(301);
  });

  it('needs a data variable', () => {
    expect(problemsOf(() => analyseWith('a = 3\nx = GET DATA BETWEEN TIMES(a, 3, 0)', data))).toEqual([
      '2:5: in the equation of "x": the first argument of GET DATA BETWEEN TIMES must be a data variable',
    ]);
  });
});

describe('a reading', () => {
  it('of raw data keeps the last of several points at one time', () => {
    const read = createReader(readingOf({ times: [1, 1, 2], values: [10, 11, 20] }, 'RAW'));
    expect([0.999, 1, 1.001, 2].map(read)).toEqual([NA, 11, NA, 20]);
  });

  it('of raw data at time 0 alone has that point', () => {
    const read = createReader(readingOf({ times: [0], values: [10] }, 'RAW'));
    expect([-1, 0, 1].map(read)).toEqual([NA, 10, NA]);
  });

  it('of points that are hardly apart has them all', () => {
    const times = [1, 1 + 4 * Number.EPSILON];
    expect(times.map(createReader(readingOf({ times, values: [10, 20] }, 'RAW')))).toEqual([10, 20]);
  });

  it('of very early and very late times is as exact', () => {
    const read = createReader(readingOf({ times: [-1e9, 0, 1e9], values: [1, 2, 3] }, 'RAW'));
    expect([-1e9, -1e8, 0, 1e8, 1e9].map(read)).toEqual([1, NA, 2, NA, 3]);
  });
});
