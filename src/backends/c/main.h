/* The rest of the program around a run loop: `prepare()` and `run(pc)` are declared before. */

static void fail(const char *message) {
  fprintf(stderr, "%s\n", message);
  exit(2);
}

static void *allocate(size_t count, size_t size) {
  void *memory = calloc(count + 1, size);
  if (!memory) fail("out of memory");
  return memory;
}

/* The image, read from its start to its end. */
static unsigned char *image;
static size_t image_bytes, image_at;

static const unsigned char *take(size_t bytes) {
  if (bytes > image_bytes - image_at) fail("the image is cut short");
  image_at += bytes;
  return image + image_at - bytes;
}

static uint32_t take_u32(void) {
  const unsigned char *b = take(4);
  return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint64_t take_u64(void) {
  const uint64_t low = take_u32();
  return low | (uint64_t)take_u32() << 32;
}

/* `count` numbers that the image still has. */
static void *take_numbers(int type, uint32_t count) {
  const size_t size = type == F64 ? sizeof(double) : sizeof(int32_t);
  if (count > (image_bytes - image_at) / size) fail("the image is cut short");
  char *numbers = allocate(count, size);
  for (uint32_t i = 0; i < count; i++) {
    const uint64_t bits = type == F64 ? take_u64() : take_u32();
    const uint32_t low = (uint32_t)bits;
    memcpy(numbers + i * size, type == F64 ? (const void *)&bits : (const void *)&low, size);
  }
  return numbers;
}

/* One step of the schedule. */
enum { RUN, COPY, OBSERVE, REPEAT, LEAVE };
typedef struct {
  uint32_t kind, a, b, c, d;
} Action;
static Action *actions;
static uint32_t action_count;

/* Whether an instruction begins at a word of the code. */
static bool *is_start;

static void check_code(void) {
  is_start = allocate(code_words, sizeof(bool));
  bool is_used[OPCODES] = {false};
  for (uint32_t at = 0; at < code_words;) {
    is_start[at] = true;
    if (code[at] < 0 || code[at] >= OPCODES) fail("the image has an unknown opcode");
    is_used[code[at]] = true;
    const Opcode *opcode = &opcodes[code[at++]];
    for (int k = 0; k < opcode->operand_count; k++, at++) {
      if (at >= code_words) fail("the image ends inside an instruction");
      const Operand *operand = &opcode->operands[k];
      const Kind *kind = &kinds[operand->kind];
      const int64_t limit = kind->label ? code_words
                            : kind->pool >= 0 ? pools[kind->pool].length
                            : kind->memory >= 0 ? memories[kind->memory].length
                                                : INT64_MAX;
      if (limit != INT64_MAX && (code[at] < operand->below || code[at] >= limit - operand->above))
        fail("the image has an operand out of range");
    }
  }
  for (uint32_t at = 0; at < code_words;) {
    const Opcode *opcode = &opcodes[code[at++]];
    for (int k = 0; k < opcode->operand_count; k++, at++)
      if (kinds[opcode->operands[k].kind].label && !is_start[code[at]])
        fail("the image has a jump into an instruction");
  }
  for (int i = 0; fixed_cells[i].opcode < OPCODES; i++) {
    const int array = fixed_cells[i].array;
    const int64_t length = array < MEMORIES ? memories[array].length : pools[array - MEMORIES].length;
    if (is_used[fixed_cells[i].opcode] && (fixed_cells[i].cell < 0 || fixed_cells[i].cell >= length))
      fail("the image has too few cells for an instruction");
  }
}

static void check_actions(void) {
  for (uint32_t i = 0; i < action_count; i++) {
    const Action *action = &actions[i];
    bool good = action->kind <= LEAVE;
    if (action->kind == RUN) good = action->a < code_words && is_start[action->a];
    if (action->kind == COPY)
      good = action->a < MEMORIES && action->b < MEMORIES &&
             memory_infos[action->a].type == memory_infos[action->b].type &&
             (uint64_t)action->c + action->d <= memories[action->a].length &&
             (uint64_t)action->c + action->d <= memories[action->b].length;
    if (action->kind == REPEAT) good = action->c > i && action->c <= action_count;
    if (action->kind == LEAVE)
      good = action->a < MEMORIES && action->b < memories[action->a].length &&
             action->c < memories[action->a].length;
    if (!good) fail("the image has a schedule out of range");
  }
}

static void load(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail("cannot open the image");
  size_t capacity = 1 << 16;
  image = allocate(capacity, 1);
  for (size_t got; (got = fread(image + image_bytes, 1, capacity - image_bytes, file)) > 0;) {
    image_bytes += got;
    if (image_bytes < capacity) continue;
    capacity *= 2;
    image = realloc(image, capacity);
    if (!image) fail("out of memory");
  }
  fclose(file);
  if (image_bytes < 16 || memcmp(take(4), "MSI1", 4) != 0) fail("this is not an image of a program");
  if (take_u64() != INSTRUCTION_SET) fail("the image is for another machine, or another set of superinstructions");
  stack = allocate(take_u32(), sizeof(Cell));
  code_words = take_u32();
  int32_t *tokens = take_numbers(I32, code_words);
  code = allocate(code_words, sizeof(Word));
  for (uint32_t i = 0; i < code_words; i++) code[i] = tokens[i];
  free(tokens);
  for (int m = 0; m < MEMORIES; m++) {
    memories[m].length = take_u32();
    memories[m].cells = allocate(memories[m].length, sizeof(double));
  }
  for (int p = 0; p < POOLS; p++) {
    pools[p].length = take_u32();
    if (!pool_infos[p].rows) {
      pools[p].values = take_numbers(pool_infos[p].type, pools[p].length);
      continue;
    }
    Row *rows = pools[p].values = allocate(pools[p].length, sizeof(Row));
    for (uint32_t i = 0; i < pools[p].length; i++) {
      rows[i].length = take_u32();
      rows[i].values = take_numbers(pool_infos[p].type, (uint32_t)rows[i].length);
    }
  }
  action_count = take_u32();
  if (action_count > (image_bytes - image_at) / sizeof(Action)) fail("the image is cut short");
  actions = allocate(action_count, sizeof(Action));
  for (uint32_t i = 0; i < action_count; i++)
    actions[i] = (Action){take_u32(), 0, 0, 0, 0}, actions[i].a = take_u32(), actions[i].b = take_u32(),
    actions[i].c = take_u32(), actions[i].d = take_u32();
  check_code();
  check_actions();
}

static void copy(const Action *action) {
  const size_t size = memory_infos[action->a].type == F64 ? sizeof(double) : sizeof(int32_t);
  memmove((char *)memories[action->b].cells + action->c * size,
          (char *)memories[action->a].cells + action->c * size, action->d * size);
}

static bool has_reached(const Action *action) {
  const Memory *memory = &memories[action->a];
  if (memory_infos[action->a].type == F64)
    return ((double *)memory->cells)[action->b] >= ((double *)memory->cells)[action->c];
  return ((int32_t *)memory->cells)[action->b] >= ((int32_t *)memory->cells)[action->c];
}

/* Runs the actions from `at` to `end`; true when one of them leaves the `repeat` they are in. */
static bool perform(uint32_t at, uint32_t end, void (*observe)(void)) {
  while (at < end) {
    const Action *action = &actions[at++];
    switch (action->kind) {
      case RUN:
        run(code + action->a);
        break;
      case COPY:
        copy(action);
        break;
      case OBSERVE:
        observe();
        break;
      case LEAVE:
        if (has_reached(action)) return true;
        break;
      case REPEAT: {
        const uint64_t times = action->a | (uint64_t)action->b << 32;
        for (uint64_t i = 0; i < times; i++)
          if (perform(at, action->c, observe)) break;
        at = action->c;
      }
    }
  }
  return false;
}

static void run_program(void (*observe)(void)) {
  for (int m = 0; m < MEMORIES; m++) memset(memories[m].cells, 0, memories[m].length * sizeof(double));
  perform(0, action_count, observe);
}

static void ignore(void) {}

/* 64-bit FNV-1a over the 32-bit words of all memories, every NaN as the same. */
static void print_digest(void) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (int m = 0; m < MEMORIES; m++)
    for (uint32_t i = 0; i < memories[m].length; i++) {
      if (memory_infos[m].type == I32) {
        hash = (hash ^ (uint32_t)((int32_t *)memories[m].cells)[i]) * UINT64_C(0x100000001b3);
        continue;
      }
      const double value = ((double *)memories[m].cells)[i];
      uint64_t bits = UINT64_C(0x7ff8000000000000);
      if (value == value) memcpy(&bits, &value, sizeof bits);
      hash = (hash ^ (bits & UINT32_MAX)) * UINT64_C(0x100000001b3);
      hash = (hash ^ bits >> 32) * UINT64_C(0x100000001b3);
    }
  printf("%016" PRIx64 "\n", hash);
}

static uint64_t stops_left;

/* All memories, little-endian, at the stop asked for. */
static void print_state(void) {
  if (stops_left-- != 0) return;
  for (int m = 0; m < MEMORIES; m++) {
    const size_t size = memory_infos[m].type == F64 ? sizeof(double) : sizeof(int32_t);
    for (uint32_t i = 0; i < memories[m].length; i++) {
      uint64_t bits = 0;
      memcpy(&bits, (char *)memories[m].cells + i * size, size);
      for (size_t byte = 0; byte < size; byte++) putchar((int)(bits >> 8 * byte & 0xff));
    }
  }
  fflush(stdout);
  exit(0);
}

/* Seconds since the first call: a double has no room for nanoseconds since 1970. */
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

static void disassemble(const int32_t *tokens) {
  for (uint32_t at = 0; at < code_words;) {
    const Opcode *opcode = &opcodes[tokens[at]];
    printf("%6" PRIu32 "  %s", at++, opcode->name);
    for (int k = 0; k < opcode->operand_count; k++) printf(" %" PRId32, tokens[at++]);
    printf("\n");
  }
}

int main(int count, char **arguments) {
  const char *command = count > 2 ? arguments[2] : "observe";
  const char *number = count > 3 ? arguments[3] : "1000";
  if (count < 2) fail("usage: <image> [observe | time <milliseconds> | state <stop> | disassemble]");
  load(arguments[1]);
  int32_t *tokens = allocate(code_words, sizeof(int32_t));
  for (uint32_t i = 0; i < code_words; i++) tokens[i] = (int32_t)code[i];
  prepare();
  if (strcmp(command, "observe") == 0) {
    run_program(print_digest);
    print_digest();
#ifdef COUNT
    printf("dispatches %" PRIu64 "\n", dispatches);
#endif
  } else if (strcmp(command, "time") == 0) {
    printf("%.9g\n", time_runs(strtod(number, NULL) / 1000));
  } else if (strcmp(command, "state") == 0) {
    stops_left = strtoull(number, NULL, 10);
    run_program(print_state);
    print_state();
    fail("the program has no such stop");
  } else if (strcmp(command, "disassemble") == 0) {
    disassemble(tokens);
  } else
    fail("there is no such command");
  return 0;
}
