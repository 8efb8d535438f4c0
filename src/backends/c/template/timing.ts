/** Times whole runs. */
export const TIMING = `/* Seconds since the first call: a double has no room for nanoseconds since 1970. */
static double now(void) {
  static time_t origin;
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  if (!origin) origin = time.tv_sec;
  return (double)(time.tv_sec - origin) + (double)time.tv_nsec * 1e-9;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The median seconds of a run, of at least three, after warming up for as long. */
static double time_runs(double seconds) {
  for (const double start = now(); now() - start < seconds;) run_program(ignore);
  size_t count = 0, capacity = 1024;
  double *samples = allocate(capacity, sizeof(double));
  for (const double start = now(); count < 3 || now() - start < seconds;) {
    const double before = now();
    run_program(ignore);
    if (count == capacity) {
      capacity *= 2;
      samples = realloc(samples, capacity * sizeof(double));
      if (!samples) fail("out of memory");
    }
    samples[count++] = now() - before;
  }
  qsort(samples, count, sizeof(double), ascending);
  return samples[count / 2];
}
`;
