/** What there is to see of a run: digests of all memories, or their bytes. */
export const OBSERVING = String.raw`/* 64-bit FNV-1a over words of 32 bits. */
static const uint64_t hash_start = UINT64_C(0xcbf29ce484222325);
static uint64_t mix(uint64_t hash, uint64_t word) {
  return (hash ^ (word & UINT32_MAX)) * UINT64_C(0x100000001b3);
}

/* A compiled program has no code but its own. */
static inline void require_image(uint64_t digest) {
  uint64_t hash = hash_start;
  for (image_at = 0; image_at < image_bytes;) hash = mix(hash, take_u32());
  if (hash != digest) fail("the image is of another program than the one compiled");
}

/* Of all memories but scratch ones, every NaN as the same. */
static void print_digest(void) {
  uint64_t hash = hash_start;
  for (int m = 0; m < MEMORY_INFOS; m++)
    for (uint32_t i = 0; i < memories[m].length && !memory_infos[m].scratch; i++) {
      if (memory_infos[m].cell == I32) {
        hash = mix(hash, (uint32_t)((int32_t *)memories[m].cells)[i]);
        continue;
      }
      const double value = ((double *)memories[m].cells)[i];
      uint64_t bits = UINT64_C(0x7ff8000000000000);
      if (value == value) memcpy(&bits, &value, sizeof bits);
      hash = mix(mix(hash, bits), bits >> 32);
    }
  printf("%016" PRIx64 "\n", hash);
}

static uint64_t stops_left;

/* All memories, little-endian, at the stop asked for. */
static void print_state(void) {
  if (stops_left-- != 0) return;
  for (int m = 0; m < MEMORY_INFOS; m++) {
    const size_t size = memory_infos[m].cell == F64 ? sizeof(double) : sizeof(int32_t);
    for (uint32_t i = 0; i < memories[m].length; i++) {
      uint64_t bits = 0;
      memcpy(&bits, (char *)memories[m].cells + i * size, size);
      for (size_t byte = 0; byte < size; byte++) putchar((int)(bits >> 8 * byte & 0xff));
    }
  }
  fflush(stdout);
  exit(0);
}
`;
