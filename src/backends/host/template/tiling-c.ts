/** What `tiling.h` holds for any machine, in C that compilers of C++ take as well. */
export const TILING_IN_C = `/* An instruction, decoded. A jump target is the 'old_pc' of the instruction it names. */
typedef struct {
  int op;
  int operand_count;
  int64_t operands[SUPER_MAX_OPERANDS];
  int is_leader; /* control may come here not only from the instruction before */
  size_t old_pc;
} SuperInstruction;

/* The best way to reach a boundary between instructions, by its last instruction. */
typedef struct {
  size_t dispatches;
  int length;
  const SuperPattern *pattern; /* without one the instruction stays as it is */
} SuperStep;

static inline void *super_allocate(size_t count, size_t size) {
  void *memory = calloc(count + 1, size);
  if (!memory) abort();
  return memory;
}

/* Whether the instruction after this one stays as it is. Instructions that the tables lack stay as well. */
static inline int super_keeps_next(const SuperInstruction *instruction) {
  const int index = super_index(instruction->op);
  return index >= 0 && super_infos[index].keeps_next;
}

/* Whether superinstructions have room for all operands: where they do not, the instruction stays as it is. */
static inline int super_has_room(const SuperInstruction *instruction) {
  const SuperInfo *info = &super_infos[super_index(instruction->op)];
  for (int k = 0; k < info->operand_count; k++) {
    const SuperOperand *operand = &super_operands[info->first_operand + k];
    const int64_t limit = (int64_t)1 << (operand->fused_bits > 0 ? operand->fused_bits - operand->is_signed : 0);
    const int64_t value = instruction->operands[k];
    if (operand->fused_bits > 0 && (value >= limit || value < (operand->is_signed ? -limit : 0))) return 0;
  }
  return 1;
}

/* Whether a pattern fits 'count' instructions; the operands it keeps go to 'operands'. */
static inline int super_fits(const SuperPattern *pattern, const SuperInstruction *code, size_t count, int64_t *operands) {
  int64_t seen[SUPER_MAX_OPERANDS] = {0};
  int seen_count = 0, kept = 0;
  if ((size_t)pattern->part_count > count) return 0;
  for (int p = 0; p < pattern->part_count; p++) {
    const SuperPart *part = &super_parts[pattern->first_part + p];
    if (code[p].op != part->op || code[p].operand_count != part->binding_count) return 0;
    if (p > 0 && (code[p].is_leader || super_keeps_next(&code[p - 1]))) return 0;
    if (!super_has_room(&code[p])) return 0;
    for (int k = 0; k < part->binding_count; k++) {
      const SuperBinding *binding = &super_bindings[part->first_binding + k];
      const int64_t operand = seen[seen_count++] = code[p].operands[k];
      if (binding->kind == 0) operands[kept++] = operand;
      if (binding->kind == 1 && operand != seen[binding->earlier] + binding->value) return 0;
      if (binding->kind == 2 && operand != binding->value) return 0;
    }
  }
  return 1;
}

/*
 * Rewrites a function with the fewest instructions per basic block; among equal ways the one whose last
 * instruction replaces the most. 'out' needs room for 'count' instructions. Returns how many there are then;
 * each has the 'old_pc' of its first part. Jump targets stay what they were: see super_relocate.
 */
static inline size_t super_tile(const SuperInstruction *code, size_t count, SuperInstruction *out) {
  SuperStep *best = (SuperStep *)super_allocate(count, sizeof *best);
  SuperStep *path = (SuperStep *)super_allocate(count, sizeof *path);
  int64_t operands[SUPER_MAX_OPERANDS];
  size_t written = 0;
  for (size_t at = 0; at < count; at++) {
    const size_t dispatches = best[at].dispatches + 1;
    const int stays = at > 0 && super_keeps_next(&code[at - 1]);
    SuperStep *next = &best[at + 1];
    if (next->length == 0 || dispatches < next->dispatches) {
      next->dispatches = dispatches;
      next->length = 1;
      next->pattern = NULL;
    }
    for (int i = 0; i < SUPER_PATTERNS && !stays; i++) {
      const SuperPattern *pattern = &super_patterns[i];
      if (super_parts[pattern->first_part].op != code[at].op) continue;
      if (!super_fits(pattern, code + at, count - at, operands)) continue;
      SuperStep *end = &best[at + (size_t)pattern->part_count];
      if (end->length > 0 && dispatches > end->dispatches) continue;
      if (end->length >= pattern->part_count && dispatches == end->dispatches) continue;
      end->dispatches = dispatches;
      end->length = pattern->part_count;
      end->pattern = pattern;
    }
  }
  for (size_t at = count; at > 0; at -= (size_t)best[at].length) path[at - (size_t)best[at].length] = best[at];
  for (size_t at = 0; at < count; at += (size_t)path[at].length) {
    const SuperPattern *pattern = path[at].pattern;
    SuperInstruction *to = &out[written++];
    *to = code[at];
    if (!pattern) continue;
    super_fits(pattern, code + at, count - at, to->operands);
    to->op = pattern->op;
    to->operand_count = super_infos[super_index(pattern->op)].operand_count;
  }
  free(best);
  free(path);
  return written;
}

/* The instructions that one stands for, itself if it is no superinstruction. 'out' needs room for SUPER_MAX_PARTS. */
static inline int super_decompose(const SuperInstruction *fused, SuperInstruction *out) {
  for (int i = 0; i < SUPER_PATTERNS; i++) {
    const SuperPattern *pattern = &super_patterns[i];
    int64_t seen[SUPER_MAX_OPERANDS] = {0};
    int seen_count = 0, next = 0;
    if (pattern->op != fused->op) continue;
    for (int p = 0; p < pattern->part_count; p++) {
      const SuperPart *part = &super_parts[pattern->first_part + p];
      out[p] = *fused;
      out[p].op = part->op;
      out[p].operand_count = part->binding_count;
      out[p].is_leader = p == 0 && fused->is_leader;
      for (int k = 0; k < part->binding_count; k++) {
        const SuperBinding *binding = &super_bindings[part->first_binding + k];
        const int64_t operand = binding->kind == 0   ? fused->operands[next++]
                                : binding->kind == 1 ? seen[binding->earlier] + binding->value
                                                     : binding->value;
        out[p].operands[k] = seen[seen_count++] = operand;
      }
    }
    return pattern->part_count;
  }
  out[0] = *fused;
  return 1;
}

/*
 * Lays code out anew: 'width' says how many units an instruction takes, and 'new_pc', which needs room for
 * 'old_end' + 1, gets where each old pc is now, or SIZE_MAX. Moves jump targets there, and returns the end.
 */
static inline size_t super_relocate(SuperInstruction *code, size_t count, size_t old_end,
                                    size_t (*width)(const SuperInstruction *), size_t *new_pc) {
  size_t end = 0;
  for (size_t pc = 0; pc <= old_end; pc++) new_pc[pc] = SIZE_MAX;
  for (size_t i = 0; i < count; i++) {
    new_pc[code[i].old_pc] = end;
    end += width(&code[i]);
  }
  new_pc[old_end] = end;
  for (size_t i = 0; i < count; i++) {
    const int index = super_index(code[i].op);
    for (int k = 0; index >= 0 && k < code[i].operand_count; k++)
      if (super_operands[super_infos[index].first_operand + k].label)
        code[i].operands[k] = (int64_t)new_pc[code[i].operands[k]];
  }
  return end;
}

static inline size_t super_words(const SuperInstruction *instruction) {
  return 1 + (size_t)instruction->operand_count;
}

/*
 * All of this for code of words: an opcode and its operands, a word each; jump targets count words from the start
 * of the function. 'is_entry' (or NULL) marks the words where control may come in otherwise: handlers of
 * exceptions, targets in tables. 'new_pc' (or NULL) needs room for 'words' + 1, 'old_pc' (or NULL) and 'out' for
 * 'words'. Returns the words of 'out'; 0 where the code is not such code.
 */
static inline size_t super_tile_words(const SuperWord *code, size_t words, const unsigned char *is_entry, SuperWord *out,
                                      size_t *new_pc, size_t *old_pc) {
  SuperInstruction *before = (SuperInstruction *)super_allocate(words, sizeof *before);
  SuperInstruction *after = (SuperInstruction *)super_allocate(words, sizeof *after);
  unsigned char *is_leader = (unsigned char *)super_allocate(words, 1);
  unsigned char *is_start = (unsigned char *)super_allocate(words, 1);
  size_t *moved = (size_t *)super_allocate(words, sizeof *moved);
  size_t count = 0, end = 0;
  int is_good = 1;
  for (size_t at = 0; at < words && is_good; count++) {
    const int index = super_index((int)code[at]);
    const SuperInfo *info = &super_infos[index < 0 ? 0 : index];
    is_good = index >= 0 && words - at > (size_t)info->operand_count;
    if (!is_good) break;
    before[count].op = (int)code[at];
    before[count].operand_count = info->operand_count;
    before[count].old_pc = at;
    is_start[at] = 1;
    for (int k = 0; k < info->operand_count; k++) {
      const int64_t operand = before[count].operands[k] = (int64_t)code[at + 1 + (size_t)k];
      if (!super_operands[info->first_operand + k].label) continue;
      if (operand < 0 || (size_t)operand > words) is_good = 0;
      else is_leader[operand] = 1;
    }
    at += 1 + (size_t)info->operand_count;
  }
  for (size_t at = 0; at < words; at++) is_good = is_good && (is_start[at] || !is_leader[at]);
  if (is_good) {
    for (size_t i = 0; i < count; i++)
      before[i].is_leader = is_leader[before[i].old_pc] || (is_entry && is_entry[before[i].old_pc]);
    count = super_tile(before, count, after);
    end = super_relocate(after, count, words, super_words, moved);
    for (size_t i = 0, at = 0; i < count; i++) {
      if (old_pc) old_pc[at] = after[i].old_pc;
      out[at++] = (SuperWord)after[i].op;
      for (int k = 0; k < after[i].operand_count; k++) out[at++] = (SuperWord)after[i].operands[k];
    }
    for (size_t pc = 0; pc <= words && new_pc; pc++) new_pc[pc] = moved[pc];
  }
  free(before);
  free(after);
  free(is_leader);
  free(is_start);
  free(moved);
  return end;
}
`;
