/** Runs a program by its schedule. */
export const SCHEDULE = `static void copy(const Action *action) {
  const size_t size = memory_infos[action->a].cell == F64 ? sizeof(double) : sizeof(int32_t);
  memmove((char *)memories[action->b].cells + action->c * size,
          (char *)memories[action->a].cells + action->c * size, action->d * size);
}

static bool has_reached(const Action *action) {
  const Memory *memory = &memories[action->a];
  if (memory_infos[action->a].cell == F64)
    return ((double *)memory->cells)[action->b] >= ((double *)memory->cells)[action->c];
  return ((int32_t *)memory->cells)[action->b] >= ((int32_t *)memory->cells)[action->c];
}

/* Runs the actions from 'at' to 'end'; true when one of them leaves the 'repeat' they are in, or traps. */
static bool perform(uint32_t at, uint32_t end, void (*observe)(void)) {
  while (at < end) {
    const Action *action = &actions[at++];
    switch (action->kind) {
      case RUN:
        run(code + sections[action->a].start);
        if (trapped) return true;
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
        if (trapped) return true;
        at = action->c;
      }
    }
  }
  return false;
}

static void run_program(void (*observe)(void)) {
  for (int m = 0; m < MEMORY_INFOS; m++) memset(memories[m].cells, 0, memories[m].length * sizeof(double));
  trapped = false;
  perform(0, action_count, observe);
}

static void ignore(void) {}
`;
