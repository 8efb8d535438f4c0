/** Makes a loaded program of an image. */
export const LOADING = `static void load(const char *path) {
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
  for (int m = 0; m < MEMORY_INFOS; m++) {
    memories[m].length = take_u32();
    memories[m].cells = allocate(memories[m].length, sizeof(double));
  }
  for (int p = 0; p < POOL_INFOS; p++) {
    pools[p].length = take_u32();
    if (!pool_infos[p].rows) {
      pools[p].values = take_numbers(pool_infos[p].cell, pools[p].length);
      continue;
    }
    Row *rows = pools[p].values = allocate(pools[p].length, sizeof(Row));
    for (uint32_t i = 0; i < pools[p].length; i++) {
      rows[i].length = take_u32();
      rows[i].values = take_numbers(pool_infos[p].cell, (uint32_t)rows[i].length);
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
`;
