import { expect, test } from 'vitest';
import { kneeOf } from '../../src/mining/knee.js';
import { measureCurve } from '../../src/report/curve.js';
import { counterRun } from './counter-run.js';

const { decisions } = await counterRun();
const measure = (curve: readonly number[], fusedDispatches = 0) =>
  measureCurve({ ...decisions, curve, knee: kneeOf(curve), bound: { ...decisions.bound, fusedDispatches } });

test('reductions and the bound are parts of the baseline', () => {
  const { reductions, bound } = measure([1000, 600, 400, 250], 200);
  expect(reductions).toEqual([0, 0.4, 0.6, 0.75]);
  expect(bound).toBe(0.8);
});

test('half and nine tenths are of the reduction the whole set reaches, not of the baseline', () => {
  const { half, most } = measure([1000, 700, 600, 550, 520, 500]);
  expect(half).toBe(1);
  expect(most).toBe(3);
});

test('the knee is where the curve is farthest above its chord', () => {
  expect(measure([100, 60, 30, 25, 22, 20, 19]).knee).toBe(2);
});

test('a straight line has no knee, nor has a set of three', () => {
  expect(measure([100, 90, 80, 70, 60, 50]).knee).toBeNull();
  expect(measure([100, 20, 19, 18]).knee).toBeNull();
});

test('an empty set, and programs that never ran, have a curve of zeros', () => {
  expect(measure([100]).reductions).toEqual([0]);
  expect(measure([0, 0]).reductions).toEqual([0, 0]);
});
