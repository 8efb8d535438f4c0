/** Integers, where C leaves something undefined or has another meaning. */
export const ARITHMETIC = `/* Integers wrap; dividing by zero gives 0. */
static inline int32_t i32_add(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }
static inline int32_t i32_sub(int32_t a, int32_t b) { return (int32_t)((uint32_t)a - (uint32_t)b); }
static inline int32_t i32_mul(int32_t a, int32_t b) { return (int32_t)((uint32_t)a * (uint32_t)b); }
static inline int32_t i32_div(int32_t a, int32_t b) {
  return b == 0 ? 0 : b == -1 ? i32_sub(0, a) : a / b;
}
static inline int32_t i32_rem(int32_t a, int32_t b) { return b == 0 || b == -1 ? 0 : a % b; }
static inline int32_t i32_shl(int32_t a, int32_t b) { return (int32_t)((uint32_t)a << (b & 31)); }
static inline int32_t i32_shr(int32_t a, int32_t b) { return a >> (b & 31); }
/* Towards zero, modulo 2^32; NaN and infinities give 0. */
static inline int32_t i32_from_f64(double x) {
  if (x > -2147483649.0 && x < 2147483648.0) return (int32_t)x;
  if (!isfinite(x)) return 0;
  const double rest = fmod(trunc(x), 4294967296.0);
  return (int32_t)(uint32_t)(int64_t)rest;
}
`;
