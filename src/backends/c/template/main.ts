import { COMMANDS } from '../../template-text.js';

/** Disassembles, and does what the command line says. */
export const MAIN = String.raw`static void disassemble(const int32_t *tokens) {
  for (uint32_t at = 0; at < code_words;) {
    const Opcode *opcode = &opcodes[tokens[at]];
    printf("%6" PRIu32 "  %s", at++, opcode->name);
    for (int k = 0; k < opcode->operands_count; k++) printf(" %" PRId32, tokens[at++]);
    printf("\n");
  }
}

static void limit_dispatches(uint64_t most) {
#ifdef COUNT
  max_dispatches = most;
#else
  (void)most;
  fail("only a program that counts dispatches has a limit: compile it with -DCOUNT");
#endif
}

int main(int count, char **arguments) {
  const char *command = count > 2 ? arguments[2] : "observe";
  const char *number = count > 3 ? arguments[3] : "1000";
  if (count < 2) fail("usage: <image> ${COMMANDS}");
  check_doubles();
  check_integers();
  load(arguments[1]);
  int32_t *tokens = allocate(code_words, sizeof(int32_t));
  for (uint32_t i = 0; i < code_words; i++) tokens[i] = (int32_t)code[i];
  prepare();
  if (strcmp(command, "observe") == 0) {
    if (count > 3) limit_dispatches(strtoull(number, NULL, 10));
    run_program(print_digest);
    print_digest();
    if (trapped) printf("trapped\n");
#ifdef COUNT
    printf("dispatches %" PRIu64 "\n", dispatches);
#endif
  } else if (strcmp(command, "time") == 0) {
    printf("%.9g\n", time_runs(strtod(number, NULL) / 1000));
  } else if (strcmp(command, "state") == 0) {
    stops_left = strtoull(number, NULL, 10);
    run_program(print_state);
    print_state();
    fail("the program has no such stop");
  } else if (strcmp(command, "disassemble") == 0) {
    disassemble(tokens);
  } else
    fail("there is no such command");
  return 0;
}
`;
