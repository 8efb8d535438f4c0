/** Random numbers for the test of handlers in C. */
export const RANDOM_IN_C = `static uint64_t test_seed = 88172645463325252u;
static uint64_t test_random(void) {
  test_seed ^= test_seed << 13;
  test_seed ^= test_seed >> 7;
  return test_seed ^= test_seed << 17;
}
static int64_t test_between(int64_t low, int64_t high) {
  return low + (int64_t)(test_random() % (uint64_t)(high - low + 1));
}
/* Often small, often what it was before, sometimes anything. */
static int64_t test_value(void) {
  static int64_t last;
  const uint64_t way = test_random() % 8;
  if (way == 0) last = (int64_t)(int32_t)test_random();
  else if (way < 5) last = test_between(-2, 9);
  return last;
}`;

/** What the test of handlers in C does, whatever the machine. */
export const HARNESS_IN_C = `enum { TEST_STATES = 1000, TEST_MOST_STATES = 20000 };

/* Where a run ended: behind the instruction (0), where a label pointed (from 1), or nowhere (-1). */
static int64_t test_pads[SUPER_MAX_OPERANDS + 1];
static int test_run(const SuperInstruction *one, int first_label, int labels) {
  const SuperInfo *info = &super_infos[super_index(one->op)];
  int64_t operands[SUPER_MAX_OPERANDS];
  memcpy(operands, one->operands, sizeof operands);
  /* Twice: how long code is may depend on where labels are. */
  for (int i = 0; i < 2; i++) {
    int label = first_label, at = emit(0, one->op, operands, one->operand_count);
    for (int pad = 0; pad <= labels; pad++) {
      test_pads[pad] = at;
      at = emit_stop(at);
    }
    for (int k = 0; k < one->operand_count; k++)
      if (super_operands[info->first_operand + k].label) operands[k] = test_pads[++label];
  }
  emit(0, one->op, operands, one->operand_count);
  const long end = run();
  for (int pad = 0; pad <= labels; pad++)
    if (test_pads[pad] == end) return pad;
  return end < 0 ? -1 : -2;
}

static int test_labels(const SuperInstruction *one) {
  const SuperInfo *info = &super_infos[super_index(one->op)];
  int labels = 0;
  for (int k = 0; k < one->operand_count; k++) labels += super_operands[info->first_operand + k].label;
  return labels;
}

/* Random operands; those that go by an earlier one have to be operands as well. */
static void test_operands(const SuperPattern *pattern, SuperInstruction *fused, SuperInstruction *parts) {
  const SuperInfo *info = &super_infos[super_index(pattern->op)];
  memset(fused, 0, sizeof *fused);
  fused->op = pattern->op;
  fused->operand_count = info->operand_count;
  for (int tries = 0, good = 0; !good && tries < 1000; tries++) {
    int64_t low = 0, high = 0;
    for (int k = 0; k < info->operand_count; k++) {
      test_range(super_operands[info->first_operand + k].kind, &low, &high);
      fused->operands[k] = test_between(low, high);
    }
    super_decompose(fused, parts);
    good = 1;
    for (int p = 0; p < pattern->part_count; p++) {
      const SuperPart *part = &super_parts[pattern->first_part + p];
      const SuperInfo *of = &super_infos[super_index(part->op)];
      for (int k = 0; k < part->binding_count; k++) {
        if (super_bindings[part->first_binding + k].kind != 1) continue;
        test_range(super_operands[of->first_operand + k].kind, &low, &high);
        if (parts[p].operands[k] < low || parts[p].operands[k] > high) good = 0;
      }
    }
  }
}

static int test_handler(const SuperPattern *pattern) {
  static TestState before, expected, found;
  const char *name = super_infos[super_index(pattern->op)].name;
  SuperInstruction fused, parts[SUPER_MAX_PARTS];
  unsigned char taken[SUPER_MAX_PARTS + SUPER_MAX_OPERANDS + 1] = {0};
  int labels = 0, ways = 0, seen = 0, states = 0;
  for (int p = 0; p < pattern->part_count; p++)
    ways += test_leaves[super_index(super_parts[pattern->first_part + p].op)];
  while (states < TEST_STATES || (seen < ways + labels && states < TEST_MOST_STATES)) {
    int label = 0, pad = 0, p = 0, way;
    int64_t words = 0, place = -1;
    states++;
    test_operands(pattern, &fused, parts);
    labels = test_labels(&fused);
    test_randomise();
    test_save(&before);
    for (;; p++) {
      pad = test_run(&parts[p], label, labels);
      if (pad != 0 || p == pattern->part_count - 1) break;
      label += test_labels(&parts[p]);
      words += 1 + parts[p].operand_count;
    }
    test_save(&expected);
    test_restore(&before);
    const int fused_pad = test_run(&fused, 0, labels);
    test_save(&found);
    const char *difference = test_difference(&expected, &found);
    if (pad == -1 && fused_pad == -1) place = test_place();
    if (place >= 0 && place != words) difference = "the part that left";
    if (pad != fused_pad) difference = "where control went";
    if (pad == -1 && !test_leaves[super_index(parts[p].op)]) difference = "leaving where nothing leaves";
    if (difference) {
      printf("%s: %s is wrong in state %d, where part %d of %d was the last\\n", name, difference, states, p + 1,
             pattern->part_count);
      return 1;
    }
    way = pad > 0 ? SUPER_MAX_PARTS + pad : p;
    if (pad != 0 && !taken[way]) taken[way] = 1, seen++;
  }
  printf("%s: the same in %d states, %d of %d ways out taken\\n", name, states, seen, ways + labels);
  return 0;
}

int main(void) {
  int failed = 0;
  for (int i = 0; i < SUPER_PATTERNS; i++) failed |= test_handler(&super_patterns[i]);
  return failed;
}`;
