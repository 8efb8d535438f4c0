import { block, indent } from '../../opcodes.js';
import { HARNESS_IN_C, RANDOM_IN_C } from '../template/harness-c.js';
import type { TestPlan } from './plan.js';
import type { TestLanguage } from './print-test.js';

/** C that compilers of C++ take as well. */
export function testInC(extension: string): TestLanguage {
  return {
    random: {
      between: (low, high) => `test_between(${low}, ${high})`,
      any: 'test_value()',
      depth: String,
    },
    head: ['stdbool', 'stddef', 'stdint', 'stdio', 'stdlib', 'string'].map((name) => `#include <${name}.h>`),
    tables: [`#include "superinstructions.${extension}"`, `#include "tiling.${extension}"`, ''],
    constants: (constants) => [
      'enum {',
      ...constants.map(([name, number]) => `  ${name} = ${number},`),
      '};',
    ],
    state: ({ stacks, areas, room }) => [
      ...stacks.map(({ stack, cells }) => `static ${stack.type} ${cells}[${room}], *${stack.pointer};`),
      ...areas.map(
        ({ name, type, length }) => `static ${type} ${name}${length === null ? '' : `[${length}]`};`,
      ),
    ],
    macros: (jumps, exits) => [
      ...jumps.map((name) => `#define ${name}(target) do { ip = code + (target); goto next; } while (0)`),
      ...exits.map((name) => `#define ${name}(...) return -1`),
    ],
    handlers: ({ base }) => [...base, '#include "handlers.inc"'],
    functions: (plan) => [
      ...RANDOM_IN_C.split('\n'),
      ...stateFunctions(plan),
      ...operandFunction(plan),
      '',
      `static const unsigned char test_leaves[] = {${plan.leaves.map(Number).join(', ')}};`,
      ...block(
        'static int64_t test_place(void)',
        [plan.place === '' ? 'return -1;' : `return (int64_t)(${plan.place});`],
        2,
      ),
    ],
    harness: HARNESS_IN_C,
  };
}

/** Saving, restoring, filling and comparing the state. */
function stateFunctions({ stacks, areas, room }: TestPlan): string[] {
  const parts = [
    ...stacks.map(({ stack, cells, value, growsDown }, i) => ({
      what: `the stack ${stack.name ?? ''}`.trim(),
      field: `stack${i}`,
      declare: `${stack.type} stack${i}[${room}]; long depth${i};`,
      place: cells,
      length: room,
      count: `(size_t)(a->depth${i} > 0 ? a->depth${i} : 0)`,
      first: growsDown ? ` + ${room} - (a->depth${i} > 0 ? a->depth${i} : 0)` : '',
      value,
    })),
    ...areas.map(({ name, type, length, value }, i) => ({
      what: name,
      field: `area${i}`,
      declare: `${type} area${i}[${length ?? 1}];`,
      place: length === null ? `(&${name})` : name,
      length: length ?? 1,
      count: String(length ?? 1),
      first: '',
      value,
    })),
  ];
  const depths = (line: (index: number) => string) => stacks.map((_, i) => line(i));
  const each = (line: (part: (typeof parts)[number]) => string) => parts.map(line);
  return [
    '',
    'typedef struct {',
    ...indent(
      each(({ declare }) => declare),
      2,
    ),
    '} TestState;',
    '',
    ...block(
      'static void test_save(TestState *to)',
      [
        ...depths((i) => `to->depth${i} = (long)${stacks[i].depth};`),
        ...each(({ field, place }) => `memcpy(to->${field}, ${place}, sizeof to->${field});`),
      ],
      2,
    ),
    ...block(
      'static void test_restore(const TestState *from)',
      [
        ...depths((i) => stacks[i].setDepthTo(`from->depth${i}`)),
        ...each(({ field, place }) => `memcpy(${place}, from->${field}, sizeof from->${field});`),
      ],
      2,
    ),
    ...block(
      'static void test_randomise(void)',
      [
        ...depths((i) => stacks[i].setDepth),
        ...each(({ place, length, value }) => `for (int i = 0; i < ${length}; i++) ${place}[i] = ${value};`),
      ],
      2,
    ),
    '/* What differs, or NULL. */',
    ...block(
      'static const char *test_difference(const TestState *a, const TestState *b)',
      [
        ...depths((i) => `if (a->depth${i} != b->depth${i}) return "the depth of ${parts[i].what}";`),
        ...each(
          ({ field, first, count, what }) =>
            `if (memcmp(a->${field}${first}, b->${field}${first}, ${count} * sizeof a->${field}[0]) != 0) return "${what}";`,
        ),
        'return NULL;',
      ],
      2,
    ),
  ];
}

function operandFunction({ operands }: TestPlan): string[] {
  return [
    '/* What operands of a kind are. */',
    ...block(
      'static int test_range(const char *kind, int64_t *low, int64_t *high)',
      [
        ...operands.map(
          ({ kind, low, high }) =>
            `if (strcmp(kind, "${kind}") == 0) return *low = ${low}, *high = ${high}, 1;`,
        ),
        'return 0;',
      ],
      2,
    ),
  ];
}
