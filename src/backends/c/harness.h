/*
 * Loads a program's image, runs it by its schedule, times it, prints digests of its memories. Include it after
 * machine.h and before the run loop, and main.h after it. An image is little-endian and made by
 * `mine-superinstructions generate --images`; everything an instruction can name is checked when it is loaded.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "doubles must be rounded after every operation: compile for SSE2 (-msse2 -mfpmath=sse)"
#endif

#ifdef ADDRESSES
typedef int64_t Word; /* an opcode is the address of its handler */
#else
typedef int32_t Word;
#endif

/* One row of a pool, and how it is handed to a function. */
typedef struct {
  const void *values;
  size_t length;
} Row;
#define ROW(row) (row).values, (row).length

typedef struct {
  void *cells;
  uint32_t length;
} Memory;

typedef struct {
  void *values; /* numbers, or rows */
  uint32_t length;
} Pool;

static Memory memories[MEMORIES + 1];
static Pool pools[POOLS + 1];
static Word *code;
static uint32_t code_words;
static Cell *stack;

#ifdef COUNT
static uint64_t dispatches;
#define COUNT_DISPATCH() (dispatches++)
#else
#define COUNT_DISPATCH() ((void)0)
#endif

/* Integers wrap; dividing by zero gives 0. */
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

/* Cells at an address that an instruction computes: outside there is nothing to read, and writes are lost. */
static inline double *f64_cell(const Memory *memory, int32_t index) {
  static double nothing;
  nothing = NAN;
  return (uint32_t)index < memory->length ? (double *)memory->cells + index : &nothing;
}
static inline int32_t *i32_cell(const Memory *memory, int32_t index) {
  static int32_t nothing;
  nothing = 0;
  return (uint32_t)index < memory->length ? (int32_t *)memory->cells + index : &nothing;
}
static inline double f64_constant(const Pool *pool, int32_t index) {
  return (uint32_t)index < pool->length ? ((const double *)pool->values)[index] : NAN;
}
static inline int32_t i32_constant(const Pool *pool, int32_t index) {
  return (uint32_t)index < pool->length ? ((const int32_t *)pool->values)[index] : 0;
}
static inline Row row_at(const Pool *pool, int32_t index) {
  return (uint32_t)index < pool->length ? ((const Row *)pool->values)[index] : (Row){NULL, 0};
}
