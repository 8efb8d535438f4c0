import { IMAGE_MAGIC } from '../../image.js';

/** Makes a loaded program of an image. */
export const LOADING = `static void take_sections(void) {
  section_count = take_count(4);
  sections = allocate(section_count, sizeof(Section));
  uint64_t words = 0;
  for (uint32_t s = 0; s < section_count; s++) {
    sections[s].start = (uint32_t)words;
    words += take_u32();
    if (words > (image_bytes - image_at) / 4) fail("the image is cut short");
    sections[s].end = (uint32_t)words;
  }
  code_words = (uint32_t)words;
  int32_t *tokens = take_numbers(I32, code_words);
  code = allocate(code_words, sizeof(Word));
  for (uint32_t i = 0; i < code_words; i++) code[i] = tokens[i];
  free(tokens);
}

static void take_pool(Pool *pool, const PoolInfo *info) {
  pool->length = take_count(4);
  if (!info->rows) {
    pool->values = take_numbers(info->cell, pool->length);
    return;
  }
  Row *rows = pool->values = allocate(pool->length, sizeof(Row));
  for (uint32_t i = 0; i < pool->length; i++) {
    rows[i].length = take_u32();
    rows[i].values = take_numbers(info->cell, (uint32_t)rows[i].length);
  }
}

/* Reads an image and checks all of it before there is memory for the program. */
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
  if (image_bytes < 4 || memcmp(take(4), "${IMAGE_MAGIC}", 4) != 0) fail("this is not an image in the format ${IMAGE_MAGIC}");
  if (take_u64() != INSTRUCTION_SET) fail("the image is for another machine, or another set of superinstructions");
  take_sections();
  for (int m = 0; m < MEMORY_INFOS; m++) {
    const int first = kinds[memory_infos[m].kind].memory;
    memories[m].length = first == m ? take_u32() : memories[first].length;
  }
  for (int p = 0; p < POOL_INFOS; p++) take_pool(&pools[p], &pool_infos[p]);
  action_count = take_count(ACTION_BYTES);
  actions = allocate(action_count, sizeof(Action));
  for (uint32_t i = 0; i < action_count; i++)
    actions[i].kind = take_u32(), actions[i].a = take_u32(), actions[i].b = take_u32(), actions[i].c = take_u32(),
    actions[i].d = take_u32();
  if (image_at < image_bytes) fail("the image goes on behind its end");
  check_cells();
  for (int p = 0; p < POOL_INFOS; p++)
    if (!pool_infos[p].rows) check_pool(&pools[p], &pool_infos[p]);
  const int64_t stack_cells = check_code();
  check_actions();
  stack = allocate((size_t)stack_cells, sizeof(Cell));
  for (int m = 0; m < MEMORY_INFOS; m++) memories[m].cells = allocate(memories[m].length, sizeof(double));
}
`;
