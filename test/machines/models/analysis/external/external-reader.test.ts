import { describe, expect, it } from 'vitest';
import { analyse } from '../../../../../src/machines/models/analysis/analyse.js';
import { MISSING as NA } from '../../../../../src/machines/models/syntax.js';
import { parseVensim } from '../../../../../src/machines/models/vensim/parser.js';
import { memorySource } from '../../data/memory-source.js';
import { analyseWith, runWith } from '../data-run.js';
import { problemsOf } from '../run.js';

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
