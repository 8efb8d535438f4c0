import { expect, it } from 'vitest';
import {
  cellName,
  columnName,
  parseCell,
  parseColumn,
  parseRow,
} from '../../../../src/machines/models/data/cells.js';

it('columns are counted as in a spreadsheet', () => {
  expect(['A', 'z', 'AA', 'az', 'XFD'].map(parseColumn)).toEqual([0, 25, 26, 51, 16383]);
  expect([0, 25, 26, 51, 701, 702, 16383].map(columnName)).toEqual([
    'A',
    'Z',
    'AA',
    'AZ',
    'ZZ',
    'AAA',
    'XFD',
  ]);
});

it('cells are a column and a row, with or without dollar signs', () => {
  expect(parseCell('B5')).toEqual({ row: 4, column: 1 });
  expect(parseCell(' $c$12 ')).toEqual({ row: 11, column: 2 });
  expect(cellName(4, 27)).toBe('AB5');
});

it.each(['', 'B', '5', 'B0', '5B', 'time', 'time1', 'B5:C6', 'é5', 'A99999999999'])(
  '%j is no cell',
  (text) => {
    expect(parseCell(text)).toBeUndefined();
  },
);

it('names longer than a column and rows below 1 are neither', () => {
  expect([parseColumn('time'), parseColumn(''), parseColumn('A1')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([parseRow('0'), parseRow('-1'), parseRow('1.5'), parseRow('4')]).toEqual([
    undefined,
    undefined,
    undefined,
    3,
  ]);
});
