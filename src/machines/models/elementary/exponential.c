/*
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 */

/* exp, log, log10, sinh, cosh, tanh: after fdlibm. */

static const double runtime_ln2_high = 6.93147180369123816490e-01;
static const double runtime_ln2_low = 1.90821492927058770002e-10;
static const double runtime_largest_exponent = 7.09782712893383973096e+02;
static const double runtime_two_1023 = 8.98846567431157953865e+307;

/* x = k ln 2 + (high - low) with |high - low| at most about half of ln 2; |x| above that, below 750. */
RUNTIME_FUNCTION int32_t runtime_reduce_exponent(double x, double *high, double *low) {
  double magnitude = fabs(x);
  int32_t k = 1;
  if (runtime_high(magnitude) >= 0x3ff0a2b2) k = (int32_t)(1.44269504088896338700e+00 * magnitude + 0.5);
  if (x < 0) k = -k;
  *high = x - k * runtime_ln2_high;
  *low = k * runtime_ln2_low;
  return k;
}

RUNTIME_FUNCTION double extern_exp(double x) {
  int32_t high_word = runtime_high(x) & 0x7fffffff, k = 0;
  double high = x, low = 0, reduced = x, square, c, y;
  if (x != x) return x;
  if (x > runtime_largest_exponent) return runtime_infinity();
  if (x < -7.45133219101941108420e+02) return 0;
  if (x == 1) return 2.718281828459045;
  if (high_word > 0x3fd62e42) {
    k = runtime_reduce_exponent(x, &high, &low);
    reduced = high - low;
  } else if (high_word < 0x3e300000) {
    return 1 + x;
  }
  square = reduced * reduced;
  c = reduced - square * (1.66666666666666019037e-01 +
      square * (-2.77777777770155933842e-03 + square * (6.61375632143793436117e-05 +
      square * (-1.65339022054652515390e-06 + square * 4.13813679705723846039e-08))));
  if (k == 0) return 1 - ((reduced * c) / (c - 2) - reduced);
  y = 1 - ((low - (reduced * c) / (2 - c)) - high);
  if (k == 1024) return y * 2 * runtime_two_1023;
  if (k >= -1021) return y * runtime_power_of_two(k);
  return y * runtime_power_of_two(k + 1000) * 9.33263618503218878990e-302;
}

/* exp(x) - 1 without cancellation. */
RUNTIME_FUNCTION double runtime_exp_minus_1(double x) {
  int32_t high_word = runtime_high(x) & 0x7fffffff, k = 0;
  double high = x, low = 0, c = 0, half, square, ratio, t, e, y;
  if (x != x) return x;
  if (x > runtime_largest_exponent) return runtime_infinity();
  if (x < 0 && high_word >= 0x4043687a) return -1;
  if (high_word > 0x3fd62e42) {
    k = runtime_reduce_exponent(x, &high, &low);
    x = high - low;
    c = (high - x) - low;
  } else if (high_word < 0x3c900000) {
    return x;
  }
  half = 0.5 * x;
  square = x * half;
  ratio = 1 + square * (-3.33333333333331316428e-02 +
          square * (1.58730158725481460165e-03 + square * (-7.93650757867487942473e-05 +
          square * (4.00821782732936239552e-06 + square * -2.01099218183624371326e-07))));
  t = 3 - ratio * half;
  e = square * ((ratio - t) / (6 - x * t));
  if (k == 0) return x - (x * e - square);
  e = x * (e - c) - c;
  e -= square;
  if (k == -1) return 0.5 * (x - e) - 0.5;
  if (k == 1) return x < -0.25 ? -2 * (e - (x + 0.5)) : 1 + 2 * (x - e);
  if (k <= -2 || k > 56) {
    y = 1 - (e - x);
    return (k == 1024 ? y * 2 * runtime_two_1023 : y * runtime_power_of_two(k)) - 1;
  }
  if (k < 20) return (runtime_of_words(0x3ff00000 - (0x200000 >> k), 0) - (e - x)) * runtime_power_of_two(k);
  return (x - (e + runtime_power_of_two(-k)) + 1) * runtime_power_of_two(k);
}

RUNTIME_FUNCTION double extern_log(double x) {
  int32_t high_word, normal, k = 0;
  double f, s, z, w, r, half_square;
  if (x == 0) return -runtime_infinity();
  if (x < 0) return runtime_nan();
  if (!(x < runtime_infinity())) return x;
  if (runtime_high(x) < 0x00100000) {
    k = -54;
    x *= 18014398509481984.0;
  }
  high_word = runtime_high(x);
  k += (high_word >> 20) - 1023;
  high_word &= 0xfffff;
  normal = (high_word + 0x95f64) & 0x100000;
  k += normal >> 20;
  f = runtime_of_words(high_word | (normal ^ 0x3ff00000), runtime_low(x)) - 1;
  if ((0xfffff & (2 + high_word)) < 3) {
    if (f == 0) return k == 0 ? 0 : k * runtime_ln2_high + k * runtime_ln2_low;
    r = f * f * (0.5 - 0.33333333333333333 * f);
    return k == 0 ? f - r : k * runtime_ln2_high - ((r - k * runtime_ln2_low) - f);
  }
  s = f / (2 + f);
  z = s * s;
  w = z * z;
  r = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 +
      w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))) +
      w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  if (high_word >= 0x6147a && high_word <= 0x6b851) {
    half_square = 0.5 * f * f;
    if (k == 0) return f - (half_square - s * (half_square + r));
    return k * runtime_ln2_high - ((half_square - (s * (half_square + r) + k * runtime_ln2_low)) - f);
  }
  if (k == 0) return f - s * (f - r);
  return k * runtime_ln2_high - ((s * (f - r) - k * runtime_ln2_low) - f);
}

RUNTIME_FUNCTION double extern_log10(double x) {
  int32_t k = 0, below_one;
  double whole;
  if (x == 0) return -runtime_infinity();
  if (x < 0) return runtime_nan();
  if (!(x < runtime_infinity())) return x;
  if (x == 1) return 0;
  if (runtime_high(x) < 0x00100000) {
    k = -54;
    x *= 18014398509481984.0;
  }
  k += (runtime_high(x) >> 20) - 1023;
  below_one = k < 0;
  whole = k + below_one;
  x = runtime_of_words((runtime_high(x) & 0xfffff) | ((1023 - below_one) << 20), runtime_low(x));
  return whole * 3.69423907715893078616e-13 + 4.34294481903251816668e-01 * extern_log(x) +
         whole * 3.01029995663611771306e-01;
}

RUNTIME_FUNCTION double extern_sinh(double x) {
  double magnitude = fabs(x), half = x < 0 ? -0.5 : 0.5, t;
  if (magnitude < 22) {
    if (magnitude < 3.725290298461914e-9) return x;
    t = runtime_exp_minus_1(magnitude);
    return magnitude < 1 ? half * (2 * t - t * t / (t + 1)) : half * (t + t / (t + 1));
  }
  if (magnitude < 709.7822265625) return half * extern_exp(magnitude);
  if (magnitude > 710.4758600739439) return x * 1e308;
  t = extern_exp(0.5 * magnitude);
  return half * t * t;
}

RUNTIME_FUNCTION double extern_cosh(double x) {
  double magnitude = fabs(x), t, w;
  int32_t high_word = runtime_high(magnitude);
  if (x != x) return x;
  if (high_word < 0x3fd62e43) {
    t = runtime_exp_minus_1(magnitude);
    w = 1 + t;
    return high_word < 0x3c800000 ? w : 1 + (t * t) / (w + w);
  }
  if (high_word < 0x40360000) {
    t = extern_exp(magnitude);
    return 0.5 * t + 0.5 / t;
  }
  if (high_word < 0x40862e42) return 0.5 * extern_exp(magnitude);
  if (magnitude > 710.4758600739439) return runtime_infinity();
  t = extern_exp(0.5 * magnitude);
  return 0.5 * t * t;
}

RUNTIME_FUNCTION double extern_tanh(double x) {
  double magnitude = fabs(x), t, y = 1;
  if (x != x || magnitude < 3.725290298461914e-9) return x;
  if (magnitude < 1) {
    t = runtime_exp_minus_1(-2 * magnitude);
    y = -t / (t + 2);
  } else if (magnitude < 22) {
    y = 1 - 2 / (runtime_exp_minus_1(2 * magnitude) + 2);
  }
  return x < 0 ? -y : y;
}
