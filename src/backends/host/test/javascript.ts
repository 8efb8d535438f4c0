import { block } from '../../opcodes.js';
import { HARNESS_IN_JAVASCRIPT } from '../template/harness-javascript.js';
import { IMPORTS } from '../template/tiling-javascript.js';
import type { TestPlan } from './plan.js';
import { allHandlers, fields, type TestLanguage } from './print-test.js';

/** A program beside the other files. */
export const TEST_IN_JAVASCRIPT: TestLanguage = {
  random: {
    between: (low, high) => `between(${low}, ${high})`,
    any: 'anyValue()',
    depth: String,
  },
  head: [
    "const { isDeepStrictEqual } = await import('node:util');",
    IMPORTS,
    "import { decompose } from './tiling.mjs';",
    '',
  ],
  constants: (constants) => constants.map(([name, number]) => `const ${name} = ${number};`),
  state: () => [],
  initial: (plan) => fields(plan, (length) => `new Array(${length}).fill(0)`, '0'),
  handlers: allHandlers,
  functions: stateFunctions,
  harness: HARNESS_IN_JAVASCRIPT,
};

function stateFunctions({ stacks, areas, operands, leaves, place }: TestPlan): string[] {
  const ranges = Object.fromEntries(operands.map(({ kind, low, high }) => [kind, [low, high]]));
  return [
    ...block(
      'function randomise(vm)',
      [
        ...stacks.flatMap(({ cells, setDepth, value }) => [
          `for (let i = 0; i < ${cells}.length; i++) ${cells}[i] = ${value};`,
          setDepth,
        ]),
        ...areas.map(({ name, length, value }) =>
          length === null
            ? `vm.${name} = ${value};`
            : `for (let i = 0; i < ${length}; i++) vm.${name}[i] = ${value};`,
        ),
      ],
      2,
    ),
    '',
    '/** All that is compared, by what it is. */',
    ...block(
      'function stateOf(vm)',
      [
        'return {',
        ...stacks.map(
          ({ stack, cells, depth, growsDown }) =>
            `  'the stack${stack.name === null ? '' : ` ${stack.name}`}': ${cells}.slice(${growsDown ? `${cells}.length - ${depth}` : `0, ${depth}`}),`,
        ),
        ...areas.map(
          ({ name, length }) => `  '${name}': ${length === null ? `[vm.${name}]` : `vm.${name}`},`,
        ),
        '};',
      ],
      2,
    ),
    '',
    `const ranges = ${JSON.stringify(ranges)};`,
    `const leaves = ${JSON.stringify(leaves)};`,
    '/** How many words of the parts were over where an exit left; null where nothing tells. */',
    `const placeOf = (vm) => ${place === '' ? 'null' : place};`,
  ];
}
