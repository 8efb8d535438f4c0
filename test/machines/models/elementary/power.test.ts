import { describe, expect, it } from 'vitest';
import { power } from '../../../../src/machines/models/elementary/power.js';
import { pseudoRandom } from '../../../../src/util/random.js';
import { errorInUlp } from './exact-power.js';

const SMALLEST_NORMAL = 2 ** -1022;
const random = pseudoRandom(1);

describe('the reference', () => {
  it('tells the nearest double from the next', () => {
    const nearest = errorInUlp(Math.SQRT2, 2, 0.5);
    const next = errorInUlp(Math.SQRT2 - 2 ** -52, 2, 0.5);
    expect(nearest).toBeLessThan(0.5);
    expect(nearest + next).toBeCloseTo(1, 5);
    expect(errorInUlp(3 * Number.MIN_VALUE, 2, -1073)).toBeCloseTo(1, 5);
    expect(errorInUlp(1e22, 10, 22)).toBeCloseTo(0, 5);
    expect(errorInUlp(2 ** -52, 2 ** 26, -2)).toBeCloseTo(0, 5);
  });
});

describe('powers', () => {
  it('lie less than 0.7 ULP from the exact value, subnormal ones 0.8', () => {
    const worst = { normal: 0, subnormal: 0 };
    let over = 0;
    for (let count = 0; count < 20_000; count++) {
      const x = base(count);
      const logarithm = Math.log2(x);
      const y = count % 2 === 0 ? random() * 6 - 3 : (random() * 2096 - 1073) / (logarithm || 1);
      const result = power(x, y);
      if (result === 0 || result === Number.POSITIVE_INFINITY) over++;
      else {
        const range = result < SMALLEST_NORMAL ? 'subnormal' : 'normal';
        worst[range] = Math.max(worst[range], errorInUlp(result, x, y));
      }
    }
    expect(worst.normal).toBeLessThan(0.7);
    expect(worst.subnormal).toBeLessThan(0.8);
    expect(worst.subnormal).toBeGreaterThan(0.5);
    expect(over).toBeLessThan(2_000);
  });

  it('of integers are exact wherever a double can be', () => {
    const wrong: string[] = [];
    let count = 0;
    for (let x = 2n; x <= 1000n; x++) {
      for (let y = 1n, exact = x; exact < 1n << 1024n; y++, exact *= x) {
        if (BigInt(Number(exact)) !== exact) continue;
        count++;
        if (power(Number(x), Number(y)) !== Number(exact)) wrong.push(`${x}^${y}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBe(10_023);
  });

  it('of two are exact down to the smallest double', () => {
    let exact = Number.MIN_VALUE;
    for (let y = -1074; y < 1024; y++, exact *= 2) {
      expect(power(2, y)).toBe(exact);
      expect(power(0.5, -y)).toBe(exact);
    }
    expect(power(2, 1024)).toBe(Number.POSITIVE_INFINITY);
    expect(power(2, -1075)).toBe(0);
  });

  it('end where doubles end', () => {
    expect(power(2, 1024 - 2 ** -42)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(power(Number.MAX_VALUE, 1 + 2 ** -52)).toBe(Number.POSITIVE_INFINITY);
    expect(power(2, -1075 + 2 ** -42)).toBe(Number.MIN_VALUE);
    expect(power(1 + 2 ** -52, 2 ** 63)).toBe(Number.POSITIVE_INFINITY);
    expect(power(1 - 2 ** -53, 2 ** 64)).toBe(0);
    expect(power(1 - 2 ** -53, -(2 ** 64))).toBe(Number.POSITIVE_INFINITY);
    expect(power(Number.MIN_VALUE, -1)).toBe(Number.POSITIVE_INFINITY);
    expect(power(Number.MIN_VALUE, 5e-324)).toBe(1);
  });

  it('are those of Math.pow where its value is laid down, to the sign of zero', () => {
    const values = [
      [0, 1, 2, 3, 0.5, 0.25, 1.5, 1e300, 1e-300, Number.MIN_VALUE, Number.MAX_VALUE],
      [1 - 2 ** -53, 1 + 2 ** -52, 2 - 2 ** -52, 2 ** 31 + 1, 2 ** 52 + 0.5, 2 ** 53 - 1, 2 ** 53, 2 ** 64],
      [Number.POSITIVE_INFINITY, Number.NaN],
    ].flatMap((row) => row.flatMap((value) => [value, -value]));
    for (const x of values) {
      for (const y of values) {
        const expected = x ** y;
        const laidDown = !Number.isFinite(expected) || expected === 0 || [-1, 0, 0.5, 1, 2].includes(y);
        if (laidDown) expect(power(x, y), `${x}^${y}`).toBe(expected);
        else expect(Math.sign(power(x, y)), `${x}^${y}`).toBe(Math.sign(expected));
      }
    }
  });
});

/** Of any size, near 1, as models have them, or next to where the algorithm changes its point. */
function base(count: number): number {
  switch (Math.floor(count / 2) % 4) {
    case 0:
      return (1 + random()) * 2 ** Math.floor(random() * 2044 - 1022);
    case 1:
      return 1 + (random() - 0.5) * 2 ** -Math.floor(random() * 48);
    case 2:
      return 0.1 + 99.9 * random();
    default:
      return (
        (1 + Math.floor(random() * 65) / 64) * (1 + (random() - 0.5) * 2 ** -Math.floor(4 + random() * 48))
      );
  }
}
