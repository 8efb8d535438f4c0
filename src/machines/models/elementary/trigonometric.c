/*
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 */

/* sin, cos, tan: after fdlibm. */

/* 2/pi in digits of 24 bits. */
static const int32_t runtime_two_over_pi[] = {
  0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041, 0xfe5163, 0xabdebb,
  0xc561b7, 0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c, 0xfe1deb, 0x1cb129, 0xa73ee8, 0x8235f5,
  0x2ebb44, 0x84e99c, 0x7026b4, 0x5f7e41, 0x3991d6, 0x398353, 0x39f49c, 0x845f8b, 0xbdf928, 0x3b1ff8,
  0x97ffde, 0x05980f, 0xef2f11, 0x8b5a0a, 0x6d1f6d, 0x367ecf, 0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d,
  0x7527ba, 0xc7ebe5, 0xf17b3d, 0x0739f7, 0x8a5292, 0xea6bfb, 0x5fb11f, 0x8d5d08, 0x560330, 0x46fc7b,
  0x6babf0, 0xcfbc20, 0x9af436, 0x1da9e3, 0x91615e, 0xe61b08, 0x659985, 0x5f14a0, 0x68408d, 0xffd880,
  0x4d7327, 0x310606, 0x1556ca, 0x73a8c9, 0x60e27b, 0xc08c6b,
};

/* pi/2 in parts of 24 bits. */
static const double runtime_half_pi_parts[] = {
  1.57079625129699707031e+00, 7.54978941586159635335e-08, 5.39030252995776476554e-15,
  3.28200341580791294123e-22, 1.27065575308067607349e-29,
};

/* The high words of pi/2, 2 pi/2, 3 pi/2 ... */
static const int32_t runtime_half_pi_multiples[] = {
  0x3ff921fb, 0x400921fb, 0x4012d97c, 0x401921fb, 0x401f6a7a, 0x4022d97c, 0x4025fdbb, 0x402921fb,
  0x402c463a, 0x402f6a7a, 0x4031475c, 0x4032d97c, 0x40346b9c, 0x4035fdbb, 0x40378fdb, 0x403921fb,
  0x403ab41b, 0x403c463a, 0x403dd85a, 0x403f6a7a, 0x40407e4c, 0x4041475c, 0x4042106c, 0x4042d97c,
  0x4043a28c, 0x40446b9c, 0x404534ac, 0x4045fdbb, 0x4046c6cb, 0x40478fdb, 0x404858eb,
};

/* A product x * 2/pi being worked out: digits of 24 bits up to number `last`, times 2^exponent. */
struct runtime_product {
  double x[3];
  int32_t x_last, first_digit, last, exponent;
  double q[20];
  int32_t digit[20];
};

/* Column i of the long multiplication. */
RUNTIME_FUNCTION double runtime_column(const struct runtime_product *p, int32_t i) {
  double sum = 0;
  int32_t j, at;
  for (j = 0; j <= p->x_last; j++) {
    at = p->first_digit + i - j;
    sum += p->x[j] * (at < 0 ? 0 : (double)runtime_two_over_pi[at]);
  }
  return sum;
}

/* Carries from the columns to the digits; what is above them modulo 8. */
RUNTIME_FUNCTION double runtime_carry(struct runtime_product *p) {
  double z = p->q[p->last], upper;
  int32_t i = 0, j;
  for (j = p->last; j > 0; i++, j--) {
    upper = (double)(int32_t)(5.9604644775390625e-8 * z);
    p->digit[i] = (int32_t)(z - 16777216.0 * upper);
    z = p->q[j - 1] + upper;
  }
  z *= runtime_power_of_two(p->exponent);
  return z - 8 * floor(z * 0.125);
}

/* The fraction in the digits becomes 1 minus it; whether it was not 0. */
RUNTIME_FUNCTION int runtime_complement(struct runtime_product *p) {
  int32_t i;
  int borrowed = 0;
  for (i = 0; i < p->last; i++) {
    if (borrowed) {
      p->digit[i] = 0xffffff - p->digit[i];
    } else if (p->digit[i] != 0) {
      borrowed = 1;
      p->digit[i] = 0x1000000 - p->digit[i];
    }
  }
  if (p->exponent == 1) p->digit[p->last - 1] &= 0x7fffff;
  if (p->exponent == 2) p->digit[p->last - 1] &= 0x3fffff;
  return borrowed;
}

/* Whether more digits were needed, and have been added. */
RUNTIME_FUNCTION int runtime_extend(struct runtime_product *p) {
  int32_t i, more = 1;
  for (i = 4; i < p->last; i++) {
    if (p->digit[i] != 0) return 0;
  }
  while (p->digit[4 - more] == 0) more++;
  for (i = p->last + 1; i <= p->last + more; i++) p->q[i] = runtime_column(p, i);
  p->last += more;
  return 1;
}

/* Puts the part above the digits under them as one or two more digits, or drops digits that are 0. */
RUNTIME_FUNCTION void runtime_top_digits(struct runtime_product *p, double z) {
  double upper;
  if (z == 0) {
    do {
      p->last--;
      p->exponent -= 24;
    } while (p->digit[p->last] == 0);
    return;
  }
  z *= runtime_power_of_two(-p->exponent);
  if (z >= 16777216.0) {
    upper = (double)(int32_t)(5.9604644775390625e-8 * z);
    p->digit[p->last] = (int32_t)(z - 16777216.0 * upper);
    p->last++;
    p->exponent += 24;
    p->digit[p->last] = (int32_t)upper;
  } else {
    p->digit[p->last] = (int32_t)z;
  }
}

/* The fraction in the digits times pi/2, as y[0] + y[1]. */
RUNTIME_FUNCTION void runtime_times_half_pi(struct runtime_product *p, double *y) {
  double part[20] = {0}, scale = runtime_power_of_two(p->exponent), sum = 0;
  int32_t i, k;
  for (i = p->last; i >= 0; i--) {
    p->q[i] = scale * (double)p->digit[i];
    scale *= 5.9604644775390625e-8;
  }
  for (i = p->last; i >= 0; i--) {
    for (k = 0; k <= 4 && k <= p->last - i; k++) part[p->last - i] += runtime_half_pi_parts[k] * p->q[i + k];
  }
  for (i = p->last; i >= 0; i--) sum += part[i];
  y[0] = sum;
  sum = part[0] - sum;
  for (i = 1; i <= p->last; i++) sum += part[i];
  y[1] = sum;
}

/* Payne and Hanek's reduction, for large finite x > 0. */
RUNTIME_FUNCTION int32_t runtime_reduce_large(double x, double *y) {
  struct runtime_product p = {{0}, 2, 0, 4, 0, {0}, {0}};
  int32_t i, quadrant, top, x_exponent = (runtime_high(x) >> 20) - 1046;
  int more_than_half;
  double z = runtime_of_words(runtime_high(x) - x_exponent * 0x100000, runtime_low(x));
  for (i = 0; i < 3; i++) {
    p.x[i] = (double)(int32_t)z;
    z = (z - p.x[i]) * 16777216.0;
  }
  while (p.x[p.x_last] == 0) p.x_last--;
  p.first_digit = x_exponent < 27 ? 0 : (x_exponent - 3) / 24;
  for (i = 0; i <= 4; i++) p.q[i] = runtime_column(&p, i);
  do {
    p.exponent = x_exponent - 24 * (p.first_digit + 1);
    z = runtime_carry(&p);
    quadrant = (int32_t)z;
    z -= quadrant;
    if (p.exponent > 0) {
      top = p.digit[p.last - 1] >> (24 - p.exponent);
      quadrant += top;
      p.digit[p.last - 1] -= top << (24 - p.exponent);
      more_than_half = p.digit[p.last - 1] >> (23 - p.exponent) != 0;
    } else if (p.exponent == 0) {
      more_than_half = p.digit[p.last - 1] >> 23 != 0;
    } else {
      more_than_half = z >= 0.5;
    }
    if (more_than_half) {
      int borrowed = runtime_complement(&p);
      quadrant++;
      if (p.exponent < 0) {
        z = 1 - z;
        if (borrowed) z -= runtime_power_of_two(p.exponent);
      }
    }
  } while (z == 0 && runtime_extend(&p));
  runtime_top_digits(&p, z);
  runtime_times_half_pi(&p, y);
  if (more_than_half) {
    y[0] = -y[0];
    y[1] = -y[1];
  }
  return quadrant;
}

/* Cody and Waite's reduction, for x > 3/4 pi that is not large. */
RUNTIME_FUNCTION int32_t runtime_reduce_medium(double x, double *y) {
  int32_t n = (int32_t)(x * 6.36619772367581382433e-01 + 0.5), word = runtime_high(x), exponent = word >> 20;
  double r = x - n * 1.57079632673412561417e+00, w = n * 6.07710050650619224932e-11, t;
  y[0] = r - w;
  if (n >= 32 || word == runtime_half_pi_multiples[n - 1]) {
    if (exponent - ((runtime_high(y[0]) >> 20) & 0x7ff) > 16) {
      t = r;
      w = n * 6.07710050630396597660e-11;
      r = t - w;
      w = n * 2.02226624879595063154e-21 - ((t - r) - w);
      y[0] = r - w;
      if (exponent - ((runtime_high(y[0]) >> 20) & 0x7ff) > 49) {
        t = r;
        w = n * 2.02226624871116645580e-21;
        r = t - w;
        w = n * 8.47842766036889956997e-32 - ((t - r) - w);
        y[0] = r - w;
      }
    }
  }
  y[1] = (r - y[0]) - w;
  return n;
}

/* x = n pi/2 + y[0] + y[1] with |y[0]| at most about pi/4; n modulo 4 (or more), for |x| > pi/4. */
RUNTIME_FUNCTION int32_t runtime_reduce(double x, double *y) {
  double magnitude = fabs(x), rest, low = 6.07710050650619224932e-11;
  int32_t n = 1, word = runtime_high(magnitude);
  if (word >= 0x7ff00000) {
    y[0] = y[1] = runtime_nan();
    return 0;
  }
  if (word < 0x4002d97c) {
    rest = magnitude - 1.57079632673412561417e+00;
    if (word == 0x3ff921fb) {
      rest -= 6.07710050630396597660e-11;
      low = 2.02226624879595063154e-21;
    }
    y[0] = rest - low;
    y[1] = (rest - y[0]) - low;
  } else {
    n = word <= 0x413921fb ? runtime_reduce_medium(magnitude, y) : runtime_reduce_large(magnitude, y);
  }
  if (x > 0) return n;
  y[0] = -y[0];
  y[1] = -y[1];
  return -n;
}

/* cos(x + y), |x| at most about pi/4, y its tail. */
RUNTIME_FUNCTION double runtime_cos(double x, double y) {
  int32_t word = runtime_high(x) & 0x7fffffff;
  double z = x * x, r, part;
  if (word < 0x3e400000) return 1;
  r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05 +
      z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
  if (word < 0x3fd33333) return 1 - (0.5 * z - (z * r - x * y));
  part = word > 0x3fe90000 ? 0.28125 : runtime_of_words(word - 0x00200000, 0);
  return (1 - part) - ((0.5 * z - part) - (z * r - x * y));
}

/* (sin(x) / x - 1 + x x / 6) / x^4 as a function of the square of x. */
RUNTIME_FUNCTION double runtime_sin_series(double z) {
  return 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06 +
         z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
}

/* sin(x + y), |x| at most about pi/4, y its tail. */
RUNTIME_FUNCTION double runtime_sin(double x, double y) {
  double z = x * x, v = z * x;
  if ((runtime_high(x) & 0x7fffffff) < 0x3e400000) return x;
  return x - ((z * (0.5 * y - v * runtime_sin_series(z)) - y) - v * -1.66666666666666324348e-01);
}

/* -1 / (x + r), where w is x + r rounded. */
RUNTIME_FUNCTION double runtime_negative_reciprocal(double w, double x, double r) {
  double z = runtime_clear_low(w), v = r - (z - x), a = -1 / w, t = runtime_clear_low(a);
  return t + a * (1 + t * z + t * v);
}

/* tan(x + y), or -1 / tan(x + y), |x| at most about pi/4, y its tail. */
RUNTIME_FUNCTION double runtime_tan(double x, double y, int inverted) {
  int32_t high_word = runtime_high(x), word = high_word & 0x7fffffff;
  double z, w, r, v, s, sign = inverted ? -1 : 1;
  if (word < 0x3e300000) return inverted ? runtime_negative_reciprocal(x + y, x, y) : x;
  if (word >= 0x3fe59428) {
    if (high_word < 0) {
      x = -x;
      y = -y;
    }
    x = (7.85398163397448278999e-01 - x) + (3.06161699786838301793e-17 - y);
    y = 0;
  }
  z = x * x;
  w = z * z;
  r = 1.33333333333201242699e-01 + w * (2.18694882948595424599e-02 + w * (3.59207910759131235356e-03 +
      w * (5.88041240820264096874e-04 + w * (7.81794442939557092300e-05 + w * -1.85586374855275456654e-05))));
  v = z * (5.39682539762260521377e-02 + w * (8.86323982359930005737e-03 + w * (1.45620945432529025516e-03 +
      w * (2.46463134818469906812e-04 + w * (7.14072491382608190305e-05 + w * 2.59073051863633712884e-05)))));
  s = z * x;
  r = y + z * (s * (r + v) + y);
  r += 3.33333333333334091986e-01 * s;
  w = x + r;
  if (word >= 0x3fe59428) return (high_word < 0 ? -1 : 1) * (sign - 2 * (x - (w * w / (w + sign) - r)));
  return inverted ? runtime_negative_reciprocal(w, x, r) : w;
}

RUNTIME_FUNCTION double runtime_sin_of_quadrant(int32_t n, const double *y) {
  double value = (n & 1) == 0 ? runtime_sin(y[0], y[1]) : runtime_cos(y[0], y[1]);
  return (n & 2) == 0 ? value : -value;
}

RUNTIME_FUNCTION double extern_sin(double x) {
  double y[2];
  int32_t n;
  if (fabs(x) < 7.450580596923828125e-9) return x;
  if (fabs(x) < 0.7853984832763672) {
    return x + x * x * x * (-1.66666666666666324348e-01 + x * x * runtime_sin_series(x * x));
  }
  n = runtime_reduce(x, y);
  return runtime_sin_of_quadrant(n, y);
}

RUNTIME_FUNCTION double extern_cos(double x) {
  double y[2];
  int32_t n;
  if (fabs(x) < 0.7853984832763672) return runtime_cos(x, 0);
  n = runtime_reduce(x, y);
  return runtime_sin_of_quadrant(n + 1, y);
}

RUNTIME_FUNCTION double extern_tan(double x) {
  double y[2];
  int32_t n;
  if (fabs(x) < 0.7853984832763672) return runtime_tan(x, 0, 0);
  n = runtime_reduce(x, y);
  return runtime_tan(y[0], y[1], n & 1);
}
