import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitCosts } from '../../passes/calibrate.js';

const amount = fc.integer({ min: 10_000, max: 1_000_000 });
const executed = fc.record({ dispatch: amount, cells: amount, operand: amount });

describe('fitting costs', () => {
  it('finds the costs that made the times', () => {
    const costs = { dispatch: 1.25, push: 0.5, pop: 0.5, operand: 0.75 };
    fc.assert(
      fc.property(fc.array(executed, { minLength: 12, maxLength: 20 }), (runs) => {
        const fitted = fitCosts(
          runs.map(({ dispatch, cells, operand }) => ({
            saved: { dispatch, push: cells, pop: cells, operand },
            measured: costs.dispatch * dispatch + 2 * costs.push * cells + costs.operand * operand,
          })),
        );
        for (const name of ['dispatch', 'push', 'pop', 'operand'] as const)
          expect(fitted[name]).toBeCloseTo(costs[name], 6);
      }),
      { numRuns: 500 },
    );
  });

  it('gives no cost below zero', () => {
    const saved = { dispatch: 100, push: 50, pop: 50, operand: 10 };
    const fitted = fitCosts([
      { saved, measured: 100 },
      { saved: { ...saved, operand: 90 }, measured: 60 },
      { saved: { ...saved, dispatch: 200 }, measured: 190 },
    ]);
    expect(fitted.operand).toBe(0);
    for (const cost of Object.values(fitted)) expect(cost).toBeGreaterThanOrEqual(0);
  });
});
