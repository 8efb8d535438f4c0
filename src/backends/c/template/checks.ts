/** Refuses an image whose code or schedule names what is not there. */
export const CHECKS = `/* Whether an instruction begins at a word of the code. */
static bool *is_start;

static void check_code(void) {
  is_start = allocate(code_words, sizeof(bool));
  bool is_used[OPCODES] = {false};
  for (uint32_t at = 0; at < code_words;) {
    is_start[at] = true;
    if (code[at] < 0 || code[at] >= OPCODES) fail("the image has an unknown opcode");
    is_used[code[at]] = true;
    const Opcode *opcode = &opcodes[code[at++]];
    for (int k = 0; k < opcode->operands_count; k++, at++) {
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
    for (int k = 0; k < opcode->operands_count; k++, at++)
      if (kinds[opcode->operands[k].kind].label && !is_start[code[at]])
        fail("the image has a jump into an instruction");
  }
  for (int i = 0; i < FIXED_CELLS; i++) {
    const int array = fixed_cells[i].array;
    const int64_t length = array < MEMORY_INFOS ? memories[array].length : pools[array - MEMORY_INFOS].length;
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
      good = action->a < MEMORY_INFOS && action->b < MEMORY_INFOS &&
             memory_infos[action->a].cell == memory_infos[action->b].cell &&
             (uint64_t)action->c + action->d <= memories[action->a].length &&
             (uint64_t)action->c + action->d <= memories[action->b].length;
    if (action->kind == REPEAT) good = action->c > i && action->c <= action_count;
    if (action->kind == LEAVE)
      good = action->a < MEMORY_INFOS && action->b < memories[action->a].length &&
             action->c < memories[action->a].length;
    if (!good) fail("the image has a schedule out of range");
  }
}
`;
