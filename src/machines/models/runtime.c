/*
 * What runtime.ts computes, operation by operation. Points are x0 y0 x1 y1 ..., x ascending; a row without points,
 * which no front end makes, gives NaN.
 */

/* The index of the last point. */
RUNTIME_FUNCTION size_t runtime_last(size_t length) { return (length & ~(size_t)1) - 2; }

/* The index of the last point with a coordinate of at most x, which lies within the table. */
RUNTIME_FUNCTION size_t runtime_point_before(const double *points, size_t length, double x) {
  /* Where the last table was looked up: many tables of a model are functions of time over the same years. */
  static _Thread_local size_t recent = 0;
  size_t low = 0, high = length / 2 - 1;
  if (recent + 2 < length && points[recent] <= x && x < points[recent + 2]) return recent;
  while (high - low > 1) {
    size_t middle = (low + high) >> 1;
    if (points[2 * middle] <= x) low = middle;
    else high = middle;
  }
  recent = 2 * low;
  return recent;
}

RUNTIME_FUNCTION double runtime_interpolate(const double *left, double x) {
  double width = left[2] - left[0];
  return width == 0 ? left[1] : left[1] + ((left[3] - left[1]) * (x - left[0])) / width;
}

/* Whether x is not between the ends; then the value there is in y. */
RUNTIME_FUNCTION int runtime_beyond(const double *points, size_t length, double x, double *y) {
  *y = runtime_nan();
  if (length < 2) return 1;
  if (!(x > points[0])) {
    if (x == x) *y = points[1];
    return 1;
  }
  *y = points[runtime_last(length) + 1];
  return x >= points[runtime_last(length)];
}

RUNTIME_FUNCTION double extern_lookup(const double *points, size_t points_length, double x) {
  double y;
  if (runtime_beyond(points, points_length, x, &y)) return y;
  return runtime_interpolate(points + runtime_point_before(points, points_length, x), x);
}

RUNTIME_FUNCTION double extern_lookup_forward(const double *points, size_t points_length, double x) {
  double y;
  size_t left;
  if (runtime_beyond(points, points_length, x, &y)) return y;
  left = runtime_point_before(points, points_length, x);
  return points[left] == x ? points[left + 1] : points[left + 3];
}

RUNTIME_FUNCTION double extern_lookup_backward(const double *points, size_t points_length, double x) {
  double y;
  if (runtime_beyond(points, points_length, x, &y)) return y;
  return points[runtime_point_before(points, points_length, x) + 1];
}

RUNTIME_FUNCTION double extern_lookup_extrapolate(const double *points, size_t points_length, double x) {
  size_t last;
  if (points_length < 4) return extern_lookup(points, points_length, x);
  last = runtime_last(points_length);
  if (x < points[0]) return runtime_interpolate(points, x);
  if (x > points[last]) return runtime_interpolate(points + last - 2, x);
  return extern_lookup(points, points_length, x);
}

RUNTIME_FUNCTION double extern_lookup_invert(const double *points, size_t points_length, double y) {
  size_t left, last;
  if (points_length < 2) return runtime_nan();
  last = runtime_last(points_length);
  for (left = 0; left < last; left += 2) {
    double x0 = points[left], y0 = points[left + 1], y1 = points[left + 3];
    if ((y0 <= y && y <= y1) || (y1 <= y && y <= y0)) {
      return y0 == y1 ? x0 : x0 + ((points[left + 2] - x0) * (y - y0)) / (y1 - y0);
    }
  }
  return fabs(y - points[1]) <= fabs(y - points[last + 1]) ? points[0] : points[last];
}

RUNTIME_FUNCTION double extern_pulse_train(double first, double width, double interval, double end,
                                           double time, double step) {
  double now = time + step / 2, since = now - first, phase = since;
  if (!(now > first && now - step < end)) return 0;
  if (interval > 0) phase = since - interval * floor(since / interval);
  return phase < width || (phase < step && width == width) ? 1 : 0;
}

RUNTIME_FUNCTION double runtime_polynomial(const double *coefficients, size_t count, double x) {
  double value = 0;
  size_t i;
  for (i = 0; i < count; i++) value = value * x + coefficients[i];
  return value;
}

RUNTIME_FUNCTION double extern_gamma_ln(double x) {
  static const double lanczos[] = {
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  };
  double shifted = x - 1, base = shifted + 7.5, sum = 0.99999999999980993;
  int term;
  if (x < 0.5) return extern_log(runtime_pi / fabs(extern_sin(runtime_pi * x))) - extern_gamma_ln(1 - x);
  for (term = 0; term < 8; term++) sum += lanczos[term] / (shifted + term + 1);
  return 0.5 * extern_log(2 * runtime_pi) + (shifted + 0.5) * extern_log(base) - base + extern_log(sum);
}

RUNTIME_FUNCTION double extern_normal_probability(double z) {
  static const double upper[] = {
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
    221.213596169931, 220.206867912376,
  };
  static const double lower[] = {
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
    637.333633378831, 793.826512519948, 440.413735824752,
  };
  double distance = fabs(z), density, fraction, tail;
  int term;
  if (z != z) return z;
  if (distance > 37) return z > 0 ? 1 : 0;
  density = extern_exp((-distance * distance) / 2);
  if (distance < 7.07106781186547) {
    tail = (density * runtime_polynomial(upper, 7, distance)) / runtime_polynomial(lower, 8, distance);
  } else {
    fraction = distance + 0.65;
    for (term = 4; term >= 1; term--) fraction = distance + term / fraction;
    tail = density / fraction / 2.506628274631;
  }
  return z > 0 ? 1 - tail : tail;
}

RUNTIME_FUNCTION double runtime_rough_inverse_normal(double p) {
  static const double a[] = {
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  };
  static const double b[] = {
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
    -1.328068155288572e1,
  };
  static const double c[] = {
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  };
  static const double d[] = {
    7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416,
  };
  double q, r;
  if (p < 0.02425) {
    q = sqrt(-2 * extern_log(p));
    return runtime_polynomial(c, 6, q) / (runtime_polynomial(d, 4, q) * q + 1);
  }
  if (p > 1 - 0.02425) return -runtime_rough_inverse_normal(1 - p);
  q = p - 0.5;
  r = q * q;
  return (runtime_polynomial(a, 6, r) * q) / (runtime_polynomial(b, 5, r) * r + 1);
}

RUNTIME_FUNCTION double extern_inverse_normal(double p) {
  double rough, error, correction;
  if (!(p > 0)) return p == 0 ? -runtime_infinity() : runtime_nan();
  if (p >= 1) return p == 1 ? runtime_infinity() : runtime_nan();
  rough = runtime_rough_inverse_normal(p);
  error = extern_normal_probability(rough) - p;
  correction = error * sqrt(2 * runtime_pi) * extern_exp((rough * rough) / 2);
  return rough - correction / (1 + (rough * correction) / 2);
}

RUNTIME_FUNCTION double extern_normal_curve(double z) {
  double t = 1 / (1 + 0.33267 * fabs(z));
  double density = extern_exp((-z * z) / 2) / sqrt(2 * runtime_pi);
  double tail = density * t * (0.4361836 + t * (-0.1201676 + t * 0.937298));
  return z > 0 ? 1 - tail : tail;
}

RUNTIME_FUNCTION double extern_poisson_quantile(double p, double mean) {
  double k = 0, term, sum;
  if (!(mean > 0)) return 0;
  if (mean > 500) {
    double estimate = mean + sqrt(mean) * extern_inverse_normal(p), rounded = floor(estimate);
    if (estimate - rounded >= 0.5) rounded += 1;
    return rounded <= 0 ? 0 : rounded;
  }
  sum = term = extern_exp(-mean);
  while (sum < p && k < 10000) {
    k += 1;
    term *= mean / k;
    sum += term;
  }
  return k;
}
