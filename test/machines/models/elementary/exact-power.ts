/**
 * How far results of x^y for 0 < x < ∞ lie from the exact value, which is computed with 256 bits after the
 * point.
 */

const BITS = 256n;
const ONE = 1n << BITS;
const LN2 = logarithm(2n * ONE);

/** The distance in units of the last place that the exact value has among doubles; it lies below 2^1024. */
export function errorInUlp(result: number, x: number, y: number): number {
  const [xFraction, xExponent] = integral(x);
  const [yFraction, yExponent] = integral(y);
  const bits = BigInt(xFraction.toString(2).length);
  const exponent = xExponent + bits;
  const product = (logarithm(shifted(xFraction, BITS - bits)) + exponent * LN2) * yFraction;
  const power = shifted(product, yExponent);
  const whole = (power + LN2 / 2n) / LN2 - (power + LN2 / 2n < 0n ? 1n : 0n);
  const exact = exponential(power - whole * LN2);

  const binade = whole - (exact < ONE ? 1n : 0n);
  const ulp = shifted(ONE, (binade < -1022n ? -1022n : binade) - 52n - whole);
  const [fraction, place] = integral(result);
  const difference = shifted(fraction, place + BITS - whole) - exact;
  return Math.abs(Number((difference * 1_000_000n) / ulp)) / 1_000_000;
}

/** A finite double as an integer times a power of two. */
function integral(x: number): readonly [fraction: bigint, exponent: bigint] {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = (bits & 0xfffffffffffffn) | (exponent === 0n ? 0n : 1n << 52n);
  return [x < 0 ? -fraction : fraction, (exponent === 0n ? 1n : exponent) - 1075n];
}

function shifted(x: bigint, places: bigint): bigint {
  return places < 0n ? x >> -places : x << places;
}

/** ln(x) = 2 artanh((x - 1) / (x + 1)) for x near 1. */
function logarithm(x: bigint): bigint {
  const s = ((x - ONE) << BITS) / (x + ONE);
  const square = (s * s) >> BITS;
  let sum = 0n;
  for (let term = s, k = 1n; term !== 0n && term !== -1n; term = (term * square) >> BITS, k += 2n) {
    sum += term / k;
  }
  return 2n * sum;
}

function exponential(x: bigint): bigint {
  let sum = 0n;
  for (let term = ONE, k = 1n; term !== 0n && term !== -1n; term = ((term * x) >> BITS) / k, k++) sum += term;
  return sum;
}
