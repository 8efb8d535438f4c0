/** Refuses to run where arithmetic has another meaning than handlers rely on: flags of compilers change it without a word. */
export const SELF_TEST = `static bool has_bits(double value, uint64_t expected) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits == expected;
}

static void require(bool good, const char *what) {
  if (!good) fail("this program computes otherwise than its handlers are meant to: %s; compile it with other flags", what);
}

/* Volatile: compilers have to read operands each time, and to compute what is checked when the program runs, as handlers do. */
static void check_doubles(void) {
  volatile double zero = 0, one = 1, three = 3, five = 5, seven = 7, large = 1e16;
  volatile double above = 1 + 0x1p-30, below = 1 - 0x1p-30; /* their product is 1 - 2^-60 */
  volatile double half_ulp = 0x1p-53, more = 0x1.002p-53, least = 0x1p-1022, tiny = 0x1p-1074;
  volatile double minus_one = zero - one, minus_zero = zero * minus_one;
  volatile double infinity = one / zero, volatile_nan = infinity - infinity;
  /* Read once: two readings may differ, so that nothing is known of them together. */
  const double x = large, y = one, nan = volatile_nan;

  require(above * below + minus_one == 0 && minus_one + above * below == 0 && above * below - one == 0 &&
              one - above * below == 0,
          "a product and a sum are rounded only once (-ffp-contract=off rounds both)");
  require(one + more == 1 + 0x1p-52, "doubles are rounded twice, as x87 does (-mfpmath=sse)");
  require(one + half_ulp == 1 && minus_one - half_ulp == -1 && one + 3 * half_ulp == 1 + 0x1p-51,
          "numbers are not rounded to the nearest");
  require(has_bits(least * 0.5, UINT64_C(1) << 51) && has_bits(tiny * one, 1) && tiny > 0 && tiny + tiny == 0x1p-1073,
          "denormal numbers are taken for zero");
  require(has_bits(minus_zero, UINT64_C(1) << 63) && has_bits(minus_zero + 0.0, 0) && has_bits(0.0 - zero, 0) &&
              one / minus_zero < 0 && has_bits(floor(minus_zero), UINT64_C(1) << 63),
          "-0 is taken for 0");
  require(nan != nan && !(nan == nan) && !(nan < one) && !(nan >= one) && isnan(nan) && !isfinite(infinity) &&
              isnan(infinity * 0.0) && isnan(nan - nan),
          "NaN or infinities are taken for numbers");
  require((x + y) - x == 0 && x + (y - x) == 0 && (y + x) - x == 0 && (x * 3) / x == 3,
          "sums are reordered");
  require(has_bits(five / 3.0, UINT64_C(0x3ffaaaaaaaaaaaab)) && has_bits(five / three, UINT64_C(0x3ffaaaaaaaaaaaab)) &&
              has_bits(seven / three, UINT64_C(0x4002aaaaaaaaaaab)) && has_bits(one / three, UINT64_C(0x3fd5555555555555)),
          "quotients are products with the reciprocal");
  require(has_bits(0.1 * one, UINT64_C(0x3fb999999999999a)), "literals are not doubles");
  require(has_bits(sqrt(three - one), UINT64_C(0x3ff6a09e667f3bcd)), "square roots are not the nearest");
}

static void check_integers(void) {
  volatile int32_t max_i32 = INT32_MAX, min_i32 = INT32_MIN, minus_1 = -1, zero_i32 = 0, shift = 33, minus_8 = -8;
  volatile double beyond_i32 = 3e9, at_least_i32 = -2147483648.5, huge = 1e300;

  require(i32_add(max_i32, 1) == min_i32 && i32_sub(min_i32, 1) == max_i32 && i32_mul(max_i32, max_i32) == 1 &&
              i32_sub(zero_i32, min_i32) == min_i32,
          "integers do not wrap");
  require(i32_div(min_i32, minus_1) == min_i32 && i32_div(min_i32, zero_i32) == 0 && i32_rem(min_i32, minus_1) == 0 &&
              i32_rem(min_i32, zero_i32) == 0 && i32_div(minus_8, 3) == -2 && i32_rem(minus_8, 3) == -2,
          "quotients of integers are others");
  require(i32_shl(1, shift) == 2 && i32_shr(minus_8, shift) == -4, "shifts are others");
  require(i32_from_f64(beyond_i32) == -1294967296 && i32_from_f64(at_least_i32) == min_i32 &&
              i32_from_f64(-beyond_i32) == 1294967296 && i32_from_f64(huge) == 0 && i32_from_f64(huge * huge) == 0 &&
              i32_from_f64(huge * huge * zero_i32) == 0,
          "conversions to integers are others");
}
`;
