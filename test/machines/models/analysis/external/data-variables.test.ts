import { describe, expect, it } from 'vitest';
import { MISSING as NA } from '../../../../../src/machines/models/syntax.js';
import { analyseWith, points, runWith } from '../data-run.js';
import { problemsOf, runModel } from '../run.js';

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
