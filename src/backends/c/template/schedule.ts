import { MAX_IDLE_REPEATS } from '../../../bytecode/validate.js';

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

/* Of the whole run. */
static uint64_t sections_run, idle_repeats;

/* Runs the actions from 'at' to 'end'; true when one of them leaves the 'repeat' they are in, or traps. */
static bool perform(uint32_t at, uint32_t end, void (*observe)(void)) {
  while (at < end) {
    const Action *action = &actions[at++];
    switch (action->kind) {
      case RUN:
        sections_run++;
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
        for (uint64_t i = 0; i < times; i++) {
          const uint64_t before = sections_run;
          if (perform(at, action->c, observe)) break;
          if (sections_run == before && ++idle_repeats > ${MAX_IDLE_REPEATS})
            stop("stopped after repeating %" PRIu64 " times without running a section\\n", idle_repeats - 1);
        }
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
  sections_run = idle_repeats = 0;
  perform(0, action_count, observe);
}

static void ignore(void) {}
`;
