import { describe, expect, it } from 'vitest';
import { createReader, readingOf } from '../../../../../src/machines/models/analysis/external/readings.js';
import { MISSING as NA } from '../../../../../src/machines/models/syntax.js';

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
