import { describe, expect, it } from 'vitest';
import { createSeries } from '../../../../src/machines/models/data/data-source.js';
import { delimitedSheet } from '../../../../src/machines/models/data/delimited.js';
import {
  readDat,
  readSeriesTable,
  type SeriesByName,
  seriesName,
} from '../../../../src/machines/models/data/series.js';
import { problemsOf } from '../analysis/run.js';

const pointsOf = (all: SeriesByName) =>
  Object.fromEntries(
    [...all].map(([name, { times, values }]) => [name, times.map((time, point) => [time, values[point]])]),
  );
const table = (text: string, separator = '\t') =>
  readSeriesTable(delimitedSheet(text, separator, 'a.tab'), 'a.tab');

describe('a series', () => {
  it('is sorted by time', () => {
    expect(createSeries([2, 0, 1], [20, 0, 10])).toEqual({ times: [0, 1, 2], values: [0, 10, 20] });
  });

  it('has no points where the time or the value is missing', () => {
    const times = [0, Number.NaN, 2, 3, 4];
    expect(createSeries(times, [1, 2, Number.NaN, -1.29807e33, -6.49037e32])).toEqual({
      times: [0],
      values: [1],
    });
  });

  it('has the same name whatever the case, quotes and spaces', () => {
    expect(seriesName('"Var_1" [ A , b c]')).toBe(seriesName('var 1[a,B_C]'));
  });
});

describe('a .dat file', () => {
  it('has a name on a line and then its points', () => {
    const text = 'Sales[north]\r\n0\t1\r\n1\t2.5e1\r\n\r\n2 apples\n0 7\nempty\n';
    expect(pointsOf(readDat(text, 'a.dat'))).toEqual({
      'sales[north]': [
        [0, 1],
        [1, 25],
      ],
      '2 apples': [[0, 7]],
      empty: [],
    });
  });

  it('keeps the first of two series with the same name', () => {
    expect(pointsOf(readDat('a\n0\t1\nA\n0\t2', 'a.dat'))).toEqual({ a: [[0, 1]] });
  });

  it('may use any name', () => {
    expect([...readDat('__proto__\n0\t1\nconstructor\n0\t1', 'a.dat').keys()]).toEqual([
      'proto',
      'constructor',
    ]);
  });

  it('must not begin with a point', () => {
    expect(problemsOf(() => readDat('\n0\t1', 'a.dat'))).toEqual([
      "2:1: a point before the first variable's name; a .dat file has a name on one line, then lines with a time, a tab and a value",
    ]);
  });
});

describe('a table of series', () => {
  it('may have the times down its first column', () => {
    expect(pointsOf(table('Time\ta\tb[x]\n0\t1\t5\n1\t\t6\n2\t3'))).toEqual({
      a: [
        [0, 1],
        [2, 3],
      ],
      'b[x]': [
        [0, 5],
        [1, 6],
      ],
    });
  });

  it('may have the times along its first row', () => {
    expect(pointsOf(table('Time,0,1,2\n"a[x,y]",1,,3\nb,5,6,n/a', ','))).toEqual({
      'a[x,y]': [
        [0, 1],
        [2, 3],
      ],
      b: [
        [0, 5],
        [1, 6],
      ],
    });
  });

  it('must have times', () => {
    expect(problemsOf(() => table('just\ta\ttext\nx\ty\tz'))[0]).toContain('there are no times');
    expect(problemsOf(() => table(''))[0]).toContain('there are no times');
  });
});
