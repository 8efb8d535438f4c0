/*
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 */

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0];

// Words are only read, never written and read back as a double, for which processors wait: three times as fast.
const POWERS_OF_TWO = Float64Array.from({ length: 2098 }, (_, at) => powerOfTwo(at - 1074));

function powerOfTwo(exponent: number): number {
  let power = 1;
  for (let at = 0; at < Math.abs(exponent); at++) power *= exponent < 0 ? 0.5 : 2;
  return power;
}

/**
 * x to the power of y, after fdlibm: less than 0.7 ULP from the exact value, and special cases as `Math.pow` has them,
 * which itself gives other last digits in other versions of Node.
 */
export function power(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const magnitude = Math.abs(x);
  if (Math.abs(y) === Number.POSITIVE_INFINITY) {
    if (magnitude === 1) return Number.NaN;
    return magnitude > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  if (y === 1) return x;
  if (y === -1) return 1 / x;
  if (y === 2) return x * x;
  if (y === 0.5 && x >= 0) return Math.sqrt(magnitude);
  if (x > 0 && x < Number.POSITIVE_INFINITY) return x === 1 ? 1 : powerOfPositive(x, y);
  return powerOfOther(x, y);
}

/** x^y for x that are 0, negative or infinite. */
function powerOfOther(x: number, y: number): number {
  const magnitude = Math.abs(x);
  let result = 1;
  if (magnitude === 0 || magnitude === Number.POSITIVE_INFINITY) result = y < 0 ? 1 / magnitude : magnitude;
  else if (!Number.isInteger(y)) return Number.NaN;
  else if (magnitude !== 1) result = powerOfPositive(magnitude, y);
  const odd = Math.abs(y % 2) === 1;
  return odd && (x < 0 || Object.is(x, -0)) ? -result : result;
}

/** x^y for 0 < x < ∞ but 1, and finite y. */
function powerOfPositive(x: number, y: number): number {
  if (Math.abs(y) >= 18446744073709552000) return x > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  logarithm(x);
  const logarithmHigh = logarithmParts[0];
  const logarithmLow = logarithmParts[1];
  const yHigh = clearLow(y);
  const low = (y - yHigh) * logarithmHigh + y * logarithmLow;
  const high = yHigh * logarithmHigh;
  const sum = low + high;
  if (sum > 1024 || (sum === 1024 && low + 8.008566259537294e-17 > sum - high))
    return Number.POSITIVE_INFINITY;
  if (sum < -1075 || (sum === -1075 && low <= sum - high)) return 0;
  return exponential(high, low);
}

// What `logarithm` returns: log2(x) as the sum of two.
const logarithmParts = new Float64Array(2);

function logarithm(argument: number): void {
  let x = argument;
  let n = 0;
  if (highWord(x) < 0x00100000) {
    x *= 9007199254740992;
    n = -53;
  }
  const word = highWord(x);
  const fraction = word & 0xfffff;
  const exponent = (word >> 20) - 1023 + (fraction >= 0xbb67a ? 1 : 0);
  n += exponent;
  x *= POWERS_OF_TWO[1074 - exponent];
  const above = fraction > 0x3988e && fraction < 0xbb67a;
  const base = above ? 1.5 : 1;
  const offset = above ? 0.5849624872207642 : 0;
  const offsetLow = above ? 1.350039202129749e-8 : 0;

  const u = x - base;
  const v = 1 / (x + base);
  const s = u * v;
  const sHigh = clearLow(s);
  const rounded = ofHighWord(highWord(x) & ~1);
  const sLow = v * (u - sHigh * (rounded + base) - sHigh * (x - rounded));
  const square = s * s;
  const series = square * square * logarithmSeries(square);
  const r = series + sLow * (sHigh + s);
  const highSquare = sHigh * sHigh;
  const tHigh = clearLow(3 + highSquare + r);
  const tLow = r - (tHigh - 3 - highSquare);
  const p = sHigh * tHigh;
  const pRest = sLow * tHigh + tLow * s;
  const pHigh = clearLow(p + pRest);
  const pLow = pRest - (pHigh - p);
  const zHigh = 0.9617967009544373 * pHigh;
  const zLow = -7.028461650952758e-9 * pHigh + pLow * 0.9617966939259756 + offsetLow;
  const high = clearLow(zHigh + zLow + offset + n);
  logarithmParts[0] = high;
  logarithmParts[1] = zLow - (high - n - offset - zHigh);
}

function logarithmSeries(z: number): number {
  return (
    0.5999999999999946 +
    z *
      (0.4285714285785502 +
        z *
          (0.33333332981837743 +
            z * (0.272728123808534 + z * (0.23066074577556175 + z * 0.20697501780033842))))
  );
}

/** 2^(high + low), where the sum is between -1075 and 1024. */
function exponential(high: number, low: number): number {
  const sumWord = highWord(low + high);
  const magnitude = sumWord & 0x7fffffff;
  let n = 0;
  let rest = high;
  if (magnitude > 0x3fe00000) {
    const rounded = sumWord + (0x00100000 >> ((magnitude >> 20) - 1023 + 1));
    const exponent = ((rounded & 0x7fffffff) >> 20) - 1023;
    rest -= ofHighWord(rounded & ~(0x000fffff >> exponent));
    n = ((rounded & 0x000fffff) | 0x00100000) >> (20 - exponent);
    if (sumWord < 0) n = -n;
  }
  const t = clearLow(low + rest);
  const u = t * 0.6931471824645996;
  const v = (low - (t - rest)) * Math.LN2 + t * -1.904654299957768e-9;
  const z = u + v;
  const w = v - (z - u);
  const square = z * z;
  const c = z - square * exponentialSeries(square);
  const r = (z * c) / (c - 2) - (w + z * w);
  const fraction = 1 - (r - z);
  if (highWord(fraction) + n * 0x100000 >= 0x00100000) return multiplied(fraction, n);
  return multiplied(fraction, n + 54) * 5.551115123125783e-17;
}

/** x * 2^n where that is a normal number: 2^1024 is none. */
function multiplied(x: number, n: number): number {
  return n > 1023 ? x * 2 * POWERS_OF_TWO[1073 + n] : x * POWERS_OF_TWO[1074 + n];
}

function exponentialSeries(z: number): number {
  return (
    0.16666666666666602 +
    z *
      (-0.0027777777777015593 +
        z * (6.613756321437934e-5 + z * (-1.6533902205465252e-6 + z * 4.1381367970572385e-8)))
  );
}

/** The half with sign, exponent and the first 20 bits of the fraction. */
function highWord(x: number): number {
  double[0] = x;
  return words[HIGH];
}

function ofHighWord(word: number): number {
  const exponent = (word >> 20) & 0x7ff;
  const size =
    exponent === 0
      ? (word & 0xfffff) * POWERS_OF_TWO[32]
      : (0x100000 | (word & 0xfffff)) * POWERS_OF_TWO[31 + exponent];
  return word < 0 ? -size : size;
}

/** Towards 0, to the bits that the high word has. */
function clearLow(x: number): number {
  return ofHighWord(highWord(x));
}
