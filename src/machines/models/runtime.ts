import { power } from './elementary/power.js';

/** The functions that `models.isa` declares as `extern`. Points are x0 y0 x1 y1 …, x ascending. */
export const runtime = {
  lookup,
  lookup_forward: lookupForward,
  lookup_backward: lookupBackward,
  lookup_extrapolate: lookupExtrapolate,
  lookup_invert: lookupInvert,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  pow: power,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  gamma_ln: gammaLn,
  inverse_normal: inverseNormal,
  normal_probability: normalProbability,
  normal_curve: normalCurve,
  poisson_quantile: poissonQuantile,
  pulse_train: pulseTrain,
} as const;

/** Linear between points, constant beyond the ends. */
function lookup(points: Float64Array, x: number): number {
  const last = points.length - 2;
  if (!(x > points[0])) return Number.isNaN(x) ? x : points[1];
  if (x >= points[last]) return points[last + 1];
  const left = pointBefore(points, x);
  return interpolate(points, left, x);
}

/** The y of the first point at or after x. */
function lookupForward(points: Float64Array, x: number): number {
  const last = points.length - 2;
  if (!(x > points[0])) return Number.isNaN(x) ? x : points[1];
  if (x >= points[last]) return points[last + 1];
  const left = pointBefore(points, x);
  return points[left] === x ? points[left + 1] : points[left + 3];
}

/** The y of the last point at or before x. */
function lookupBackward(points: Float64Array, x: number): number {
  const last = points.length - 2;
  if (!(x > points[0])) return Number.isNaN(x) ? x : points[1];
  if (x >= points[last]) return points[last + 1];
  return points[pointBefore(points, x) + 1];
}

/** Linear between points and, along the outermost two, beyond the ends. */
function lookupExtrapolate(points: Float64Array, x: number): number {
  const last = points.length - 2;
  if (last === 0) return Number.isNaN(x) ? x : points[1];
  if (x < points[0]) return interpolate(points, 0, x);
  if (x > points[last]) return interpolate(points, last - 2, x);
  return lookup(points, x);
}

/** The first x at which the table has the value y; the nearer end where it never has. */
function lookupInvert(points: Float64Array, y: number): number {
  const last = points.length - 2;
  for (let left = 0; left < last; left += 2) {
    const y0 = points[left + 1];
    const y1 = points[left + 3];
    if ((y0 <= y && y <= y1) || (y1 <= y && y <= y0)) {
      return y0 === y1
        ? points[left]
        : points[left] + ((points[left + 2] - points[left]) * (y - y0)) / (y1 - y0);
    }
  }
  return Math.abs(y - points[1]) <= Math.abs(y - points[last + 1]) ? points[0] : points[last];
}

// Where the last table was looked up: many tables of a model are functions of time over the same years.
let recent = 0;

/** Offset of the last point with a coordinate of at most x, which lies within the table. */
function pointBefore(points: Float64Array, x: number): number {
  if (recent + 2 < points.length && points[recent] <= x && x < points[recent + 2]) return recent;
  recent = searchPoint(points, x);
  return recent;
}

function searchPoint(points: Float64Array, x: number): number {
  let low = 0;
  let high = points.length / 2 - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[2 * middle] <= x) low = middle;
    else high = middle;
  }
  return 2 * low;
}

function interpolate(points: Float64Array, left: number, x: number): number {
  const x0 = points[left];
  const y0 = points[left + 1];
  const width = points[left + 2] - x0;
  return width === 0 ? y0 : y0 + ((points[left + 3] - y0) * (x - x0)) / width;
}

/**
 * 1 for `width` from `first` on, again every `interval`, up to and including `end`; times within half a step.
 */
function pulseTrain(
  first: number,
  width: number,
  interval: number,
  end: number,
  time: number,
  step: number,
): number {
  const now = time + step / 2;
  if (!(now > first && now - step < end)) return 0;
  const since = now - first;
  const phase = interval > 0 ? since - interval * Math.floor(since / interval) : since;
  return phase < Math.max(width, step) ? 1 : 0;
}

/** ln Γ(x) for x > 0: Lanczos' approximation, g = 7, nine terms. */
function gammaLn(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - gammaLn(1 - x);
  const [first, ...others] = LANCZOS;
  const shifted = x - 1;
  const base = shifted + 7.5;
  const sum = others.reduce<number>(
    (total, coefficient, term) => total + coefficient / (shifted + term + 1),
    first,
  );
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/**
 * The z below which a standard normal variable lies with probability p: Acklam's approximation and one Halley
 * step.
 */
function inverseNormal(p: number): number {
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (p >= 1) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const rough = roughInverseNormal(p);
  const error = normalProbability(rough) - p;
  const correction = error * Math.sqrt(2 * Math.PI) * Math.exp((rough * rough) / 2);
  return rough - correction / (1 + (rough * correction) / 2);
}

function roughInverseNormal(p: number): number {
  const [a, b, c, d] = ACKLAM;
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(c, q) / (polynomial(d, q) * q + 1);
  }
  if (p > 1 - 0.02425) return -roughInverseNormal(1 - p);
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(a, r) * q) / (polynomial(b, r) * r + 1);
}

const ACKLAM = [
  [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ],
  [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
    -1.328068155288572e1,
  ],
  [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416],
] as const;

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((value, coefficient) => value * x + coefficient, 0);
}

/**
 * The probability that a standard normal variable is below z: Hart's approximation as given by West (2005).
 */
function normalProbability(z: number): number {
  const distance = Math.abs(z);
  if (Number.isNaN(z)) return z;
  if (distance > 37) return z > 0 ? 1 : 0;
  const density = Math.exp((-distance * distance) / 2);
  let tail: number;
  if (distance < 7.07106781186547) {
    tail = (density * polynomial(HART[0], distance)) / polynomial(HART[1], distance);
  } else {
    let fraction = distance + 0.65;
    for (let term = 4; term >= 1; term--) fraction = distance + term / fraction;
    tail = density / fraction / 2.506628274631;
  }
  return z > 0 ? 1 - tail : tail;
}

const HART = [
  [
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
    221.213596169931, 220.206867912376,
  ],
  [
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
    637.333633378831, 793.826512519948, 440.413735824752,
  ],
] as const;

/**
 * The same to five digits, by Abramowitz and Stegun 26.2.16: the curve by which ALLOCATE AVAILABLE spreads
 * priorities, to the digits of Vensim's results.
 */
function normalCurve(z: number): number {
  const t = 1 / (1 + 0.33267 * Math.abs(z));
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const tail = density * t * (0.4361836 + t * (-0.1201676 + t * 0.937298));
  return z > 0 ? 1 - tail : tail;
}

/** The smallest k whose Poisson distribution function reaches p. */
function poissonQuantile(p: number, mean: number): number {
  if (!(mean > 0)) return 0;
  if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * inverseNormal(p)));
  let term = Math.exp(-mean);
  let sum = term;
  let k = 0;
  while (sum < p && k < 10_000) {
    k++;
    term *= mean / k;
    sum += term;
  }
  return k;
}
