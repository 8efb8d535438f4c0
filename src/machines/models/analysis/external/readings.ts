import type { Series } from '../../data/data-source.js';
import { runtime } from '../../runtime.js';
import { MISSING } from '../../syntax.js';

/** How a series is read between its points, by Vensim's keywords. */
export type ReadingName = 'INTERPOLATE' | 'LOOK FORWARD' | 'HOLD BACKWARD' | 'RAW';

const NAMES: readonly ReadingName[] = ['INTERPOLATE', 'LOOK FORWARD', 'HOLD BACKWARD', 'RAW'];

/** The reading that a data equation asks for. */
export function readingName(mode: string | null): ReadingName | null {
  return NAMES.find((name) => name === mode) ?? null;
}

/** Points, and the lookup instruction that reads them so. */
export interface Reading {
  readonly opcode: 'lookup' | 'lookup_forward' | 'lookup_backward';
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/**
 * A series as a table. Times that differ by rounding are the same, so steps are a little after their point
 * when looked forward from, and a little before it when held. Raw data are missing again right after each
 * point.
 */
export function readingOf({ times, values }: Series, name: ReadingName): Reading {
  if (name === 'INTERPOLATE') return { opcode: 'lookup', xs: times, ys: values };
  const near = tolerance(times);
  if (name === 'LOOK FORWARD') {
    return { opcode: 'lookup_forward', xs: times.map((time) => time + near), ys: values };
  }
  if (name === 'HOLD BACKWARD') {
    return { opcode: 'lookup_backward', xs: times.map((time) => time - near), ys: values };
  }
  return {
    opcode: 'lookup_backward',
    xs: [-Number.MAX_VALUE, ...times.flatMap((time) => [time - near, time + near])],
    ys: [MISSING, ...values.flatMap((value) => [value, MISSING])],
  };
}

/** What a reading gives at one time. */
export function createReader({ opcode, xs, ys }: Reading): (time: number) => number {
  const points = Float64Array.from(xs.flatMap((x, point) => [x, ys[point]!]));
  return (time) => runtime[opcode](points, time);
}

/** A millionth of the latest time, but far less than the distance between points. */
export function tolerance(times: readonly number[]): number {
  let scale = 0;
  let gap = Number.POSITIVE_INFINITY;
  for (const [point, time] of times.entries()) {
    scale = Math.max(scale, Math.abs(time));
    const distance = time - (times[point - 1] ?? Number.NEGATIVE_INFINITY);
    if (distance > 0) gap = Math.min(gap, distance);
  }
  return Math.max(Math.min(1e-6 * (scale || 1), 1e-3 * gap), scale * Number.EPSILON);
}
