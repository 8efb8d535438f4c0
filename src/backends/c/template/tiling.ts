/** The peephole pass, which stands alone beside its patterns. */
export const TILING = `/* Rewrites code of the base machine with superinstructions, by the patterns of patterns.h. Stands alone. */
#include "patterns.h"

#include <stdlib.h>
#include <string.h>

/* The value of a pool at an index. */
typedef double Constants(int pool, int32_t index);

/* The best way to reach a boundary between instructions, by its last instruction. */
typedef struct {
  size_t dispatches;
  int length;
  const Pattern *pattern; /* without one the instruction stays as it is */
} Step;

static int same_number(double a, double b) {
  return (a != a && b != b) || memcmp(&a, &b, sizeof a) == 0;
}

/* Whether a pattern fits the instructions that start at 'starts'; their free operands go to 'operands'. */
static int pattern_fits(const Pattern *pattern, const int32_t *code, const size_t *starts, Constants *constants,
                        int32_t *operands, int *free_operands) {
  int32_t seen[MAX_PATTERN_OPERANDS];
  int count = 0;
  *free_operands = 0;
  for (int p = 0; p < pattern->parts_count; p++) {
    const Part *part = &pattern->parts[p];
    const int32_t *words = code + starts[p];
    if (words[0] != part->opcode) return 0;
    for (int k = 0; k < opcodes[part->opcode].operands_count; k++) {
      const Binding *binding = &part->bindings[k];
      const int pool = kinds[opcodes[part->opcode].operands[k].kind].pool;
      const int32_t word = seen[count++] = words[1 + k];
      if (binding->kind == FREE) operands[(*free_operands)++] = word;
      if (binding->kind == SAME && word != seen[binding->earlier] + binding->offset) return 0;
      if (binding->kind == CONSTANT && !same_number(pool < 0 ? word : constants(pool, word), binding->value))
        return 0;
    }
  }
  return 1;
}

/*
 * Rewrites one basic block, 'words' words of 'code', with the fewest instructions; among equal ways the one whose last
 * instruction replaces the most. Returns how many words it wrote to 'out': never more than there were. A block starts
 * at a jump target or after a jump; to move the targets of jumps is up to the caller.
 */
static size_t tile_block(const int32_t *code, size_t words, Constants *constants, int32_t *out) {
  size_t *starts = malloc((words + 1) * sizeof *starts);
  Step *best = calloc(words + 1, sizeof *best);
  Step *path = calloc(words + 1, sizeof *path);
  int32_t operands[MAX_PATTERN_OPERANDS];
  size_t count = 0, written = 0;
  int free_operands;
  if (!starts || !best || !path) abort();
  for (size_t at = 0; at < words; at += 1 + (size_t)opcodes[code[at]].operands_count) starts[count++] = at;

  for (size_t at = 1; at <= count; at++) best[at].dispatches = SIZE_MAX;
  for (size_t at = 0; at < count; at++) {
    const size_t dispatches = best[at].dispatches + 1;
    const int opcode = code[starts[at]];
    if (dispatches < best[at + 1].dispatches) best[at + 1] = (Step){dispatches, 1, NULL};
    for (int i = first_patterns[opcode].start; i < first_patterns[opcode].end; i++) {
      const Pattern *pattern = &patterns[i];
      if (at + (size_t)pattern->parts_count > count) continue;
      Step *end = &best[at + (size_t)pattern->parts_count];
      if (dispatches > end->dispatches || (dispatches == end->dispatches && pattern->parts_count <= end->length)) continue;
      if (pattern_fits(pattern, code, starts + at, constants, operands, &free_operands))
        *end = (Step){dispatches, pattern->parts_count, pattern};
    }
  }

  for (size_t at = count; at > 0; at -= (size_t)best[at].length) path[at - (size_t)best[at].length] = best[at];
  for (size_t at = 0; at < count; at += (size_t)path[at].length) {
    const Pattern *pattern = path[at].pattern;
    if (pattern) {
      pattern_fits(pattern, code, starts + at, constants, operands, &free_operands);
      out[written++] = pattern->opcode;
      for (int k = 0; k < free_operands; k++) out[written++] = operands[k];
    } else {
      const int operands_count = opcodes[code[starts[at]]].operands_count;
      for (int k = 0; k <= operands_count; k++) out[written++] = code[starts[at] + (size_t)k];
    }
  }
  free(starts);
  free(best);
  free(path);
  return written;
}
`;
