/** Reads an image from its start to its end. */
export const IMAGE = String.raw`/* The rest of the program around a run loop: 'prepare()' and 'run(pc)' are declared before. */

static _Noreturn void fail(const char *format, ...) {
  va_list values;
  va_start(values, format);
  vfprintf(stderr, format, values);
  va_end(values);
  fputc('\n', stderr);
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

/* How many there are of what takes so many bytes each: never more than the image still has. */
static uint32_t take_count(size_t bytes) {
  const uint32_t count = take_u32();
  if (count > (image_bytes - image_at) / bytes) fail("the image is cut short");
  return count;
}

/* 'count' numbers that the image still has. */
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
enum { RUN, COPY, OBSERVE, REPEAT, LEAVE, ACTION_KINDS };
enum { ACTION_BYTES = 20 };
typedef struct {
  uint32_t kind, a, b, c, d;
} Action;
static Action *actions;
static uint32_t action_count;

/* Words of code, one section after the other. */
typedef struct {
  uint32_t start, end;
} Section;
static Section *sections;
static uint32_t section_count;
`;
