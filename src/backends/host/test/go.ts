import { block } from '../../opcodes.js';
import { HARNESS_IN_GO } from '../template/harness-go.js';
import type { TestPlan } from './plan.js';
import { allHandlers, fieldOf, type TestLanguage } from './print-test.js';

/** A program together with the other files; `head` is that of the template. */
export function testInGo(head: readonly string[]): TestLanguage {
  return {
    random: {
      between: (low, high) => `testBetween(${low}, ${high})`,
      any: 'testValue()',
      depth: (number) => `int(${number})`,
    },
    head: [...head, 'import "fmt"', 'import "os"', ''],
    constants: (constants) => constants.map(([name, number]) => `const ${name} = ${number}`),
    state: ({ stacks, areas, room }) => [
      ...stacks.flatMap(({ stack, cells }) => [
        `${fieldOf(cells)} [${room}]${stack.type}`,
        `${fieldOf(stack.pointer)} int`,
      ]),
      ...areas.map(({ name, type, length }) => `${name} ${length === null ? '' : `[${length}]`}${type}`),
    ],
    handlers: allHandlers,
    functions: stateFunctions,
    harness: HARNESS_IN_GO,
  };
}

function stateFunctions({ stacks, areas, operands, leaves, place }: TestPlan): string[] {
  const depths = stacks.map(({ depth }) => `int(${depth})`).join(', ');
  return [
    ...block('func testRandomise(vm *VM)', [
      ...stacks.flatMap(({ cells, setDepth, value }) => [
        `for i := range ${cells} { ${cells}[i] = ${value} }`,
        setDepth,
      ]),
      ...areas.map(({ name, length, value }) =>
        length === null ? `vm.${name} = ${value}` : `for i := range vm.${name} { vm.${name}[i] = ${value} }`,
      ),
    ]),
    '',
    '// What differs, or nothing.',
    ...block('func testDifference(a, b *VM) string', [
      `depths := func(vm *VM) []int { return []int{${depths}} }`,
      'if fmt.Sprint(depths(a)) != fmt.Sprint(depths(b)) { return "the depth of a stack" }',
      ...stacks.flatMap(({ stack, cells, depth, growsDown }, i) => [
        `stack${i} := func(vm *VM) string { return fmt.Sprint(${cells}[${growsDown ? `len(${cells})-${depth}:` : `:${depth}`}]) }`,
        `if stack${i}(a) != stack${i}(b) { return "the stack${stack.name === null ? '' : ` ${stack.name}`}" }`,
      ]),
      ...areas.map(({ name }) => `if fmt.Sprint(a.${name}) != fmt.Sprint(b.${name}) { return "${name}" }`),
      'return ""',
    ]),
    '',
    '// What operands of a kind are.',
    ...block('func testRange(kind string) (int64, int64)', [
      'switch kind {',
      ...operands.map(({ kind, low, high }) => `case "${kind}": return ${low}, ${high}`),
      '}',
      'return 0, 0',
    ]),
    '',
    '// How many words of the parts were over where an exit left; -1 where nothing tells.',
    ...block('func testPlace(vm *VM) int', [`return ${place === '' ? '-1' : `int(${place})`}`]),
    '',
    `var testLeaves = []bool{${leaves.join(', ')}}`,
  ];
}
