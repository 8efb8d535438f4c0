/*
 * Runtime functions of the models machine for C11, to the bit those of runtime.ts. Compile with -ffp-contract=off
 * and without -ffast-math; link with -lm, of which only exact functions are used (sqrt, floor, fabs).
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define RUNTIME_FUNCTION static __attribute__((unused))
#else
#define RUNTIME_FUNCTION static
#endif

static const double runtime_pi = 3.141592653589793;

RUNTIME_FUNCTION uint64_t runtime_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

/* The half with sign, exponent and the first 20 bits of the fraction. */
RUNTIME_FUNCTION int32_t runtime_high(double x) { return (int32_t)(uint32_t)(runtime_bits(x) >> 32); }

RUNTIME_FUNCTION uint32_t runtime_low(double x) { return (uint32_t)runtime_bits(x); }

RUNTIME_FUNCTION double runtime_of_words(int32_t high, uint32_t low) {
  uint64_t bits = (uint64_t)(uint32_t)high << 32 | low;
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

RUNTIME_FUNCTION double runtime_clear_low(double x) { return runtime_of_words(runtime_high(x), 0); }

/* 2^n, a normal number. */
RUNTIME_FUNCTION double runtime_power_of_two(int32_t n) { return runtime_of_words((1023 + n) * 0x100000, 0); }

RUNTIME_FUNCTION double runtime_infinity(void) { return runtime_of_words(0x7ff00000, 0); }

RUNTIME_FUNCTION double runtime_nan(void) { return runtime_of_words(0x7ff80000, 0); }
