import { describe, expect, it } from 'vitest';
import { MISSING as NA } from '../../../../../src/machines/models/syntax.js';
import { analyseWith, points, runWith } from '../data-run.js';
import { problemsOf } from '../run.js';

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
