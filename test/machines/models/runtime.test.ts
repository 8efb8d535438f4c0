import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runtime } from '../../../src/machines/models/runtime.js';

const points = Float64Array.of(0, 5, 1, 10, 1, 20, 3, 40);

describe('lookup', () => {
  it.each([
    [-1, 5],
    [0.5, 7.5],
    [2, 30],
    [3, 40],
    [9, 40],
    [Number.POSITIVE_INFINITY, 40],
    [Number.NEGATIVE_INFINITY, 5],
  ])('of %d is %d', (x, y) => {
    expect(runtime.lookup(points, x)).toBe(y);
  });

  it('of a single point is its y', () => {
    const one = Float64Array.of(2, 7);
    for (const read of [
      runtime.lookup,
      runtime.lookup_forward,
      runtime.lookup_backward,
      runtime.lookup_extrapolate,
    ]) {
      expect([1, 2, 3].map((x) => read(one, x))).toEqual([7, 7, 7]);
    }
  });

  it('passes NaN on', () => {
    for (const read of [
      runtime.lookup,
      runtime.lookup_forward,
      runtime.lookup_backward,
      runtime.lookup_extrapolate,
    ]) {
      expect(read(points, Number.NaN)).toBeNaN();
    }
  });

  it('is between the values of the neighbours that a linear search finds', () => {
    const table = fc
      .uniqueArray(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 20 })
      .chain((xs) =>
        fc.tuple(
          fc.constant(xs.sort((a, b) => a - b)),
          fc.array(fc.integer({ min: -9, max: 9 }), { minLength: xs.length, maxLength: xs.length }),
        ),
      );
    fc.assert(
      fc.property(table, fc.double({ min: -120, max: 120, noNaN: true }), ([xs, ys], x) => {
        const flat = Float64Array.from(xs.flatMap((value, at) => [value, ys[at]]));
        const right = xs.findIndex((value) => value >= x);
        const y = runtime.lookup(flat, x);
        if (right === 0) expect(y).toBe(ys[0]);
        else if (right < 0) expect(y).toBe(ys.at(-1));
        else {
          const along = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
          expect(y).toBeCloseTo(ys[right - 1] + along * (ys[right] - ys[right - 1]), 9);
        }
      }),
    );
  });
});

describe('distributions', () => {
  it.each([0.001, 0.02, 0.3, 0.5, 0.9, 0.9999])('the normal quantile of %d inverts the probability', (p) => {
    expect(runtime.normal_probability(runtime.inverse_normal(p))).toBeCloseTo(p, 12);
  });

  it('the normal distribution has its known values', () => {
    expect(runtime.normal_probability(0)).toBeCloseTo(0.5, 14);
    expect(runtime.normal_probability(1.959963984540054)).toBeCloseTo(0.975, 13);
    expect(runtime.inverse_normal(0.975)).toBeCloseTo(1.959963984540054, 12);
  });

  it('Poisson quantiles count up with the probability', () => {
    expect([0.1, 0.3, 0.5, 0.99].map((p) => runtime.poisson_quantile(p, 1))).toEqual([0, 0, 1, 4]);
    expect(runtime.poisson_quantile(0.5, 0)).toBe(0);
  });

  it('ln Γ of whole numbers is the logarithm of a factorial', () => {
    expect(runtime.gamma_ln(1)).toBeCloseTo(0, 12);
    expect(runtime.gamma_ln(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(runtime.gamma_ln(0.25)).toBeCloseTo(1.2880225246980774, 12);
  });
});
