/*
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 */

/* pow: after fdlibm. */

/* 0 when y is no integer, 1 when it is odd, 2 when it is even. */
RUNTIME_FUNCTION int runtime_integer_kind(double y) {
  double magnitude = fabs(y);
  if (magnitude >= 9007199254740992.0) return 2;
  if (floor(magnitude) != magnitude) return 0;
  return floor(magnitude / 2) * 2 == magnitude ? 2 : 1;
}

/* log2(x) = high + low for x > 0. */
RUNTIME_FUNCTION void runtime_log2(double x, double *high, double *low) {
  int32_t n = 0, word, fraction, above;
  double base, offset, offset_low, rounded, u, v, s, s_high, s_low, square, r;
  double t_high, t_low, p_high, p_low, z_high, z_low;
  if (runtime_high(x) < 0x00100000) {
    x *= 9007199254740992.0;
    n = -53;
  }
  n += (runtime_high(x) >> 20) - 1023;
  fraction = runtime_high(x) & 0xfffff;
  word = fraction | 0x3ff00000;
  above = fraction > 0x3988e && fraction < 0xbb67a;
  if (fraction >= 0xbb67a) {
    n += 1;
    word -= 0x00100000;
  }
  x = runtime_of_words(word, runtime_low(x));
  base = above ? 1.5 : 1;
  offset = above ? 5.84962487220764160156e-01 : 0;
  offset_low = above ? 1.35003920212974897128e-08 : 0;

  u = x - base;
  v = 1 / (x + base);
  s = u * v;
  s_high = runtime_clear_low(s);
  rounded = runtime_of_words(word & ~1, 0);
  s_low = v * ((u - s_high * (rounded + base)) - s_high * (x - rounded));
  square = s * s;
  r = square * square * (5.99999999999994648725e-01 + square * (4.28571428578550184252e-01 + square *
      (3.33333329818377432918e-01 + square * (2.72728123808534006489e-01 + square *
      (2.30660745775561754067e-01 + square * 2.06975017800338417784e-01)))));
  r += s_low * (s_high + s);
  square = s_high * s_high;
  t_high = runtime_clear_low(3 + square + r);
  t_low = r - ((t_high - 3) - square);
  u = s_high * t_high;
  v = s_low * t_high + t_low * s;
  p_high = runtime_clear_low(u + v);
  p_low = v - (p_high - u);
  z_high = 9.61796700954437255859e-01 * p_high;
  z_low = -7.02846165095275826516e-09 * p_high + p_low * 9.61796693925975554329e-01 + offset_low;
  *high = runtime_clear_low(((z_high + z_low) + offset) + n);
  *low = z_low - (((*high - n) - offset) - z_high);
}

/* 2^(high + low), where the sum is between -1075 and 1024. */
RUNTIME_FUNCTION double runtime_exp2(double high, double low) {
  double z = low + high, t, u, v, w, r;
  int32_t n = 0, word = runtime_high(z), exponent = ((word & 0x7fffffff) >> 20) - 1023;
  if ((word & 0x7fffffff) > 0x3fe00000) {
    n = word + (0x00100000 >> (exponent + 1));
    exponent = ((n & 0x7fffffff) >> 20) - 1023;
    high -= runtime_of_words(n & ~(0x000fffff >> exponent), 0);
    n = ((n & 0x000fffff) | 0x00100000) >> (20 - exponent);
    if (word < 0) n = -n;
  }
  t = runtime_clear_low(low + high);
  u = t * 6.93147182464599609375e-01;
  v = (low - (t - high)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09;
  z = u + v;
  w = v - (z - u);
  t = z * z;
  t = z - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 +
      t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  r = (z * t) / (t - 2) - (w + z * w);
  z = 1 - (r - z);
  word = runtime_high(z) + n * 0x100000;
  if (word < 0x00100000) return z * runtime_power_of_two(n + 54) * 5.55111512312578270212e-17;
  return runtime_of_words(word, runtime_low(z));
}

/* x^y for 0 < x < infinity but 1, and finite y. */
RUNTIME_FUNCTION double runtime_power(double x, double y) {
  double high, low, y_high, p_high, p_low, z;
  if (fabs(y) >= 18446744073709551616.0) return (x > 1) == (y > 0) ? runtime_infinity() : 0;
  runtime_log2(x, &high, &low);
  y_high = runtime_clear_low(y);
  p_low = (y - y_high) * high + y * low;
  p_high = y_high * high;
  z = p_low + p_high;
  if (z > 1024 || (z == 1024 && p_low + 8.0085662595372944372e-17 > z - p_high)) return runtime_infinity();
  if (z < -1075 || (z == -1075 && p_low <= z - p_high)) return 0;
  return runtime_exp2(p_high, p_low);
}

/* As in JavaScript: NaN for (+-1)^(+-infinity) and for 1^NaN. */
RUNTIME_FUNCTION double extern_pow(double x, double y) {
  double magnitude = fabs(x), result;
  int kind;
  if (y == 0) return 1;
  if (x != x || y != y) return runtime_nan();
  if (fabs(y) == runtime_infinity()) {
    if (magnitude == 1) return runtime_nan();
    return (magnitude > 1) == (y > 0) ? runtime_infinity() : 0;
  }
  if (y == 1) return x;
  if (y == -1) return 1 / x;
  if (y == 2) return x * x;
  if (y == 0.5 && x >= 0) return sqrt(fabs(x));
  kind = runtime_integer_kind(y);
  if (magnitude == 0 || magnitude == runtime_infinity()) result = y < 0 ? 1 / magnitude : magnitude;
  else if (x < 0 && kind == 0) return runtime_nan();
  else result = magnitude == 1 ? 1 : runtime_power(magnitude, y);
  return kind == 1 && runtime_high(x) < 0 ? -result : result;
}
