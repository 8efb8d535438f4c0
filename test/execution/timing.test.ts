import { describe, expect, it } from 'vitest';
import { medianSeconds } from '../../src/execution/timing.js';

describe('timing', () => {
  it('never runs a program on what the run before has left', () => {
    let isClean = false;
    const dirty: number[] = [];
    let runs = 0;
    medianSeconds(
      5,
      () => {
        if (!isClean) dirty.push(runs);
        isClean = false;
        runs++;
      },
      () => {
        isClean = true;
      },
    );
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(dirty).toEqual([]);
  });
});
