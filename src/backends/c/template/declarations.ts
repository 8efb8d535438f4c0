/** What the run loop and the rest of the program share: types, and a loaded program. */
export const DECLARATIONS = `/*
 * Loads a program's image, runs it by its schedule, times it, prints digests of its memories. Include it after
 * machine.h and before the run loop, and main.h after it. An image is little-endian and made by
 * 'mine-superinstructions generate --images'; everything an instruction can name is checked when it is loaded.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static Memory memories[MEMORY_INFOS + 1];
static Pool pools[POOL_INFOS + 1];
static Word *code;
static uint32_t code_words;
static Cell *stack;
/* A section set it: nothing of the program runs any more. */
static bool trapped;

/* Ends a run that does not seem to end by itself. */
static _Noreturn void stop(const char *format, uint64_t count) {
  fflush(stdout);
  fprintf(stderr, format, count);
  exit(3);
}

#ifdef COUNT
static uint64_t dispatches, max_dispatches = UINT64_MAX;
static inline void count_dispatch(void) {
  if (dispatches == max_dispatches) stop("stopped after %" PRIu64 " dispatches\\n", dispatches);
  dispatches++;
}
#define COUNT_DISPATCH() count_dispatch()
#else
#define COUNT_DISPATCH() ((void)0)
#endif
`;
