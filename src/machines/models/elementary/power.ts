/*
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 */

// log2(1 + i / 32): 32 bits after the point, so that an integer can be added exactly, and the rest.
const LOGARITHMS_HIGH = Float64Array.from([
  0, 0.04439411940984428, 0.0874628413002938, 0.12928301701322198, 0.16992500144988298, 0.20945336553268135,
  0.24792751343920827, 0.28540221881121397, 0.3219280948396772, 0.35755200451239944, 0.3923174226656556,
  0.42626475472934544, 0.4594316186849028, 0.4918530962895602, 0.5235619561281055, 0.5545888517517596,
  0.5849625007249415, 0.6147098441142589, 0.6438561896793544, 0.6724253420252353, 0.7004397180862725,
  0.7279204544611275, 0.7548875021748245, 0.78135971352458, 0.8073549221735448, 0.8328900141641498,
  0.8579809952061623, 0.8826430493500084, 0.9068905955646187, 0.9307373375631869, 0.9541963103692979,
  0.9772799233905971, 1,
]);
const LOGARITHMS_LOW = Float64Array.from([
  0, -5.1390841636143616e-11, -4.9954394960960846e-11, -6.82555238289466e-11, -7.570621253899065e-12,
  9.626843591816795e-11, 4.3772246742567274e-12, 5.1034371666225424e-11, 4.768513324782187e-11,
  1.0568425812263634e-10, 1.1310467595015162e-10, -2.7247501980421348e-11, -4.760553100919408e-11,
  4.0114511993922805e-11, -7.109264890793916e-11, -7.412227615224832e-11, -3.785310626949533e-12,
  9.493295003326775e-13, 9.537026649564374e-11, -5.373970558791038e-11, 5.481968229317496e-11,
  1.0207165967323408e-10, -1.1355931880848598e-11, 7.960223862778872e-14, -1.1594065707676847e-10,
  5.91914047307195e-13, -7.859021276869104e-11, 1.1832890315280468e-11, 4.389982262087234e-11,
  -3.0060745418937855e-13, 1.757734675320612e-11, 1.0931936532320209e-10, 0,
]);

// 2^(i / 16): the nearest double, and the rest.
const ROOTS_HIGH = Float64Array.from([
  1,
  1.0442737824274138,
  1.0905077326652577,
  1.1387886347566916,
  1.189207115002721,
  1.241857812073484,
  1.2968395546510096,
  1.3542555469368927,
  Math.SQRT2,
  1.4768261459394993,
  1.5422108254079407,
  1.6104903319492543,
  1.681792830507429,
  1.7562521603732995,
  1.8340080864093424,
  1.9152065613971474,
]);
const ROOTS_LOW = Float64Array.from([
  0, 8.551889705537965e-17, -3.046782079812471e-17, 8.912812676025408e-17, 3.982015231465646e-17,
  4.658027591836937e-17, 2.5382502794888315e-17, 7.70094837980299e-17, -9.667293313452913e-17,
  -3.483994556892796e-17, 7.949834809697621e-17, 2.4707192569797888e-17, 8.199010020581497e-17,
  2.960140695448873e-17, 3.283107224245627e-17, -1.0619946056195963e-16,
]);

// From 2^-1074 on. Read, not made of words: for a double that was written as words processors wait.
const POWERS_OF_TWO = new Float64Array(2098);
for (let at = 0, power = Number.MIN_VALUE; at < 2098; at++, power *= 2) POWERS_OF_TWO[at] = power;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0];

/**
 * x to the power of y: less than 0.7 ULP from the exact value, 0.8 if subnormal; special cases as `Math.pow`
 * has them, which itself gives other last digits in other versions of Node. So short that V8 always inlines
 * it.
 */
export function power(x: number, y: number): number {
  return y === 2 ? x * x : generalPower(x, y);
}

function generalPower(x: number, y: number): number {
  if (x > 0 && x < Number.POSITIVE_INFINITY && Math.abs(y) < 18446744073709552000)
    return powerOfPositive(x, y);
  return specialPower(x, y);
}

/** x^y where x is not positive and finite or |y| not below 2^64. */
function specialPower(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const magnitude = Math.abs(x);
  const exponent = Math.abs(y);
  if (exponent >= 18446744073709552000) {
    if (magnitude === 1) return exponent === Number.POSITIVE_INFINITY ? Number.NaN : 1;
    return magnitude > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  let result = magnitude;
  if (magnitude === 0 || magnitude === Number.POSITIVE_INFINITY) {
    if (y < 0) result = 1 / magnitude;
  } else {
    if (Math.floor(y) !== y) return Number.NaN;
    result = powerOfPositive(magnitude, y);
  }
  const odd = exponent - 2 * Math.floor(exponent / 2) === 1;
  return odd && (x < 0 || Object.is(x, -0)) ? -result : result;
}

/**
 * x^y for 0 < x < ∞ and |y| < 2^64. The logarithm in two parts, by (x - base) / (x + base), is after fdlibm.
 */
function powerOfPositive(x: number, y: number): number {
  if (y === 1) return x;
  if (y === -1) return 1 / x;
  if (y === 0.5) return Math.sqrt(x);
  const subnormal = x < 2.2250738585072014e-308;
  const normal = subnormal ? x * 9007199254740992 : x;
  double[0] = normal;
  const word = words[HIGH];
  const exponent = (word >> 20) - (subnormal ? 1076 : 1023);
  const nearest = ((word & 0xfffff) + 0x4000) >> 15;
  const fraction = normal * POWERS_OF_TWO[2097 - (word >> 20)];
  const base = 1 + nearest * 0.03125;
  const whole = exponent + LOGARITHMS_HIGH[nearest];

  const u = fraction - base;
  const v = 1 / (fraction + base);
  const s = u * v;
  const sHigh = Math.fround(s);
  const fractionHigh = Math.fround(fraction);
  const sLow = v * (u - sHigh * (fractionHigh + base) - sHigh * (fraction - fractionHigh));
  const square = s * s;
  const series =
    0.9617966939259756 +
    square * (0.5770780163555996 + square * (0.41219858192699316 + square * 0.3206304257116095));
  const rest =
    2.885390043258667 * sLow + 3.851925982253235e-8 * s + LOGARITHMS_LOW[nearest] + s * square * series;
  const product = 2.885390043258667 * sHigh;
  const high = Math.fround(whole + product);
  const low = product - (high - whole) + rest;

  const yHigh = Math.fround(y);
  return powerOfTwo(yHigh * high, (y - yHigh) * high + y * low);
}

/** 2^(high + low), where high has at most 48 bits. */
function powerOfTwo(high: number, low: number): number {
  const sum = high + low;
  if (sum >= 1025) return Number.POSITIVE_INFINITY;
  if (sum <= -1076) return 0;
  const nearest = ((sum * 16 + 32768.5) | 0) - 32768;
  const t = high - nearest * 0.0625 + low;
  const series =
    Math.LN2 +
    t *
      (0.24022650695910072 +
        t *
          (0.05550410866482158 +
            t *
              (0.009618129107628477 +
                t * (0.0013333558146428443 + t * (0.0001540353039338161 + t * 1.5252733804059841e-5)))));
  const root = ROOTS_HIGH[nearest & 15];
  const half = nearest >> 5;
  return (
    (root + (root * (t * series) + ROOTS_LOW[nearest & 15])) *
    POWERS_OF_TWO[1074 + half] *
    POWERS_OF_TWO[1074 + (nearest >> 4) - half]
  );
}
