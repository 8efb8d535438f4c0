import { MAX_CELLS, MAX_REPEAT_DEPTH } from '../../../bytecode/validate.js';

/** Refuses an image of a program that `validate` refuses. */
export const CHECKS = `/* Of each word of the code: the number of the instruction in its section that begins there, or -1. */
static int32_t *instruction_at;

/* The least and the greatest that an operand can be. */
static void range_of(const Operand *operand, int64_t *low, int64_t *high) {
  const Kind *kind = &kinds[operand->kind];
  int64_t last = kind->high;
  *low = kind->low;
  *high = kind->high;
  if (kind->pool >= 0) {
    *low = 0;
    last = (int64_t)pools[kind->pool].length - 1;
  } else if (kind->memory >= 0) {
    *low = operand->below;
    last = (int64_t)memories[kind->memory].length - 1 - operand->above;
  }
  if (last < *high) *high = last;
}

/* The cells that an opcode needs whatever its operands are. */
static void check_fixed_cells(uint32_t at) {
  for (int i = 0; i < FIXED_CELLS; i++) {
    const FixedCell *fixed = &fixed_cells[i];
    if (fixed->opcode != code[at]) continue;
    const int pool = fixed->array - MEMORY_INFOS;
    const int64_t length = pool < 0 ? memories[fixed->array].length : pools[pool].length;
    if (fixed->cell < 0 || fixed->cell >= length)
      fail("word %" PRIu32 " of the code: %s needs %s[%" PRId64 "]", at, opcodes[fixed->opcode].name,
           pool < 0 ? memory_infos[fixed->array].name : pool_infos[pool].name, fixed->cell);
  }
}

/* Opcodes and operands; those that are jump targets when it is known where instructions begin. */
static void check_instructions(const Section *section) {
  int32_t count = 0;
  for (uint32_t at = section->start; at < section->end; count++) {
    if (code[at] < 0 || code[at] >= OPCODES)
      fail("word %" PRIu32 " of the code: %" PRId64 " is not an opcode", at, (int64_t)code[at]);
    const Opcode *opcode = &opcodes[code[at]];
    if (section->end - at <= (uint32_t)opcode->operands_count)
      fail("word %" PRIu32 " of the code: the section ends inside %s", at, opcode->name);
    check_fixed_cells(at);
    instruction_at[at] = count;
    for (int k = 0; k < opcode->operands_count; k++) {
      const Operand *operand = &opcode->operands[k];
      const int64_t value = code[at + 1 + (uint32_t)k];
      int64_t low, high;
      range_of(operand, &low, &high);
      if (!kinds[operand->kind].label && (value < low || value > high))
        fail("word %" PRIu32 " of the code: %s: the %s %" PRId64 " is not in %" PRId64 " to %" PRId64, at,
             opcode->name, kinds[operand->kind].name, value, low, high);
    }
    at += 1 + (uint32_t)opcode->operands_count;
  }
}

/* Jump targets are instructions of the same section; kinds of operands limit their numbers. */
static void check_targets(const Section *section) {
  for (uint32_t at = section->start; at < section->end;) {
    const Opcode *opcode = &opcodes[code[at]];
    for (int k = 0; k < opcode->operands_count; k++) {
      const Kind *kind = &kinds[opcode->operands[k].kind];
      const int64_t target = code[at + 1 + (uint32_t)k];
      if (!kind->label) continue;
      const bool is_inside = target >= section->start && target < section->end;
      if (!is_inside || instruction_at[target] < 0 || instruction_at[target] > kind->high)
        fail("word %" PRIu32 " of the code: %s: %" PRId64 " is not a jump target", at, opcode->name, target);
    }
    at += 1 + (uint32_t)opcode->operands_count;
  }
}

/* Cells on the stack before the instruction at each word, -1 where none is known, and words still to be followed. */
static int64_t *depths;
static uint32_t *waiting, waiting_count;

static void reach(const Section *section, uint32_t from, int64_t at, int64_t depth) {
  if (at >= section->end) fail("word %" PRIu32 " of the code: control runs off the end of its section", from);
  if (depths[at] >= 0 && depths[at] != depth)
    fail("word %" PRId64 " of the code: reached with %" PRId64 " and with %" PRId64 " cells of stack", at, depths[at],
         depth);
  if (depths[at] < 0) waiting[waiting_count++] = (uint32_t)at;
  depths[at] = depth;
}

/* The cells of stack that a section needs. An instruction has as many before it on every way to it. */
static int64_t check_stack(const Section *section) {
  int64_t most = 0;
  reach(section, section->start, section->start, 0);
  while (waiting_count > 0) {
    const uint32_t at = waiting[--waiting_count];
    const Opcode *opcode = &opcodes[code[at]];
    if (depths[at] < opcode->pops)
      fail("word %" PRIu32 " of the code: %s takes %d cells of stack of %" PRId64, at, opcode->name, opcode->pops,
           depths[at]);
    const int64_t after = depths[at] - opcode->pops + opcode->pushes;
    if (after > most) most = after;
    if (opcode->target >= 0) reach(section, at, code[at + 1 + (uint32_t)opcode->target], after);
    if (opcode->next) reach(section, at, at + 1 + (int64_t)opcode->operands_count, after);
  }
  return most;
}

/* The cells of stack that the deepest section needs. */
static int64_t check_code(void) {
  int64_t most = 1;
  instruction_at = allocate(code_words, sizeof *instruction_at);
  depths = allocate(code_words, sizeof *depths);
  waiting = allocate(code_words, sizeof *waiting);
  for (uint32_t at = 0; at < code_words; at++) instruction_at[at] = -1, depths[at] = -1;
  for (uint32_t s = 0; s < section_count; s++) check_instructions(&sections[s]);
  for (uint32_t s = 0; s < section_count; s++) {
    check_targets(&sections[s]);
    const int64_t cells = check_stack(&sections[s]);
    if (cells > most) most = cells;
  }
  free(instruction_at);
  free(depths);
  free(waiting);
  return most;
}

static void check_cells(void) {
  uint64_t total = 0;
  for (int m = 0; m < MEMORY_INFOS; m++) {
    const Kind *kind = &kinds[memory_infos[m].kind];
    total += memories[m].length;
    if (memories[m].length > (uint64_t)kind->high + 1)
      fail("%" PRIu32 " cells for each %s: it can address 0 to %" PRId64, memories[m].length, kind->name,
           (int64_t)kind->high + 1);
  }
  if (total > ${MAX_CELLS}) fail("%" PRIu64 " cells in all memories: there may be ${MAX_CELLS}", total);
}

static int compare_bits(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* A pool of numbers has every value once, any NaN like any other. */
static void check_pool(const Pool *pool, const PoolInfo *info) {
  uint64_t *bits = allocate(pool->length, sizeof *bits);
  for (uint32_t i = 0; i < pool->length; i++) {
    const double value = info->cell == F64 ? ((const double *)pool->values)[i] : 0;
    if (info->cell == I32) bits[i] = (uint32_t)((const int32_t *)pool->values)[i];
    else if (value == value) memcpy(&bits[i], &value, sizeof value);
    else bits[i] = UINT64_MAX;
  }
  qsort(bits, pool->length, sizeof *bits, compare_bits);
  for (uint32_t i = 1; i < pool->length; i++)
    if (bits[i - 1] == bits[i]) fail("the pool %s has a value twice", info->name);
  free(bits);
}

/* How many of its words an action has; the others are 0. */
static const int words_of_action[ACTION_KINDS] = {1, 4, 0, 3, 3};

/* What is wrong with an action by itself, or nothing. */
static const char *what_is_wrong(const Action *action) {
  const uint32_t words[] = {action->a, action->b, action->c, action->d};
  if (action->kind >= ACTION_KINDS) return "it is unknown";
  for (int w = words_of_action[action->kind]; w < 4; w++)
    if (words[w] != 0) return "it has words that mean nothing";
  const bool are_memories = action->a < MEMORY_INFOS && action->b < MEMORY_INFOS;
  switch (action->kind) {
    case RUN:
      return action->a < section_count ? NULL : "there is no such section";
    case COPY:
      if (!are_memories || memory_infos[action->a].cell != memory_infos[action->b].cell ||
          memory_infos[action->a].kind != memory_infos[action->b].kind)
        return "it cannot copy between these";
      return (uint64_t)action->c + action->d <= memories[action->a].length ? NULL : "there are no such cells";
    case LEAVE:
      if (action->a >= MEMORY_INFOS || action->b >= memories[action->a].length ||
          action->c >= memories[action->a].length)
        return "there are no such cells";
      return NULL;
    case REPEAT:
      return action->b < UINT32_C(1) << 21 ? NULL : "it cannot repeat so often";
    default:
      return NULL;
  }
}

static void check_actions(void) {
  uint32_t ends[${MAX_REPEAT_DEPTH}], depth = 0;
  for (uint32_t i = 0; i < action_count; i++) {
    const Action *action = &actions[i];
    while (depth > 0 && ends[depth - 1] == i) depth--;
    const char *wrong = what_is_wrong(action);
    if (!wrong && action->kind == LEAVE && depth == 0) wrong = "there is no repeat to leave";
    if (!wrong && action->kind == REPEAT) {
      const uint32_t last = depth > 0 ? ends[depth - 1] : action_count;
      if (action->c <= i || action->c > last) wrong = "its end is not where it can be";
      else if (depth == ${MAX_REPEAT_DEPTH}) wrong = "repeats are nested too deeply";
      else ends[depth++] = action->c;
    }
    if (wrong) fail("action %" PRIu32 " of the schedule: %s", i, wrong);
  }
}
`;
