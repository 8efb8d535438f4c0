import { block } from '../../opcodes.js';
import { HARNESS_IN_RUST } from '../template/harness-rust.js';
import type { TestPlan } from './plan.js';
import { allHandlers, fieldOf, fields, type TestLanguage } from './print-test.js';

const macro = (name: string, takes: string, does: string) =>
  `macro_rules! ${name} { (${takes}) => {{ ${does} }}; }`;

/** A program beside the other files. */
export const TEST_IN_RUST: TestLanguage = {
  random: {
    between: (low, high) => `random.between(${low}, ${high})`,
    any: 'random.value()',
    depth: (number) => `${number} as usize`,
  },
  head: [
    '#![allow(warnings)]',
    '#[path = "superinstructions.rs"]',
    'mod superinstructions;',
    '#[path = "tiling.rs"]',
    'mod tiling;',
    'use superinstructions::*;',
    'use tiling::*;',
    '',
  ],
  constants: (constants, word) =>
    constants.map(([name, number]) => `pub const ${name}: ${word} = ${number};`),
  state: ({ stacks, areas }) => [
    ...stacks.map(
      ({ stack, cells }) => `${fieldOf(cells)}: Vec<${stack.type}>, ${fieldOf(stack.pointer)}: usize,`,
    ),
    ...areas.map(({ name, type, length }) => `${name}: ${length === null ? type : `Vec<${type}>`},`),
  ],
  initial: (plan) =>
    fields(plan, (length) => `(0..${length}).map(|_| Default::default()).collect()`, 'Default::default()'),
  macros: (jumps, exits) => [
    ...jumps.map((name) => macro(name, '$target:expr', "vm.ip = $target as usize; continue 'next;")),
    ...exits.map((name) => macro(name, '$($any:tt)*', 'return Err(String::new());')),
  ],
  handlers: allHandlers,
  functions: stateFunctions,
  harness: HARNESS_IN_RUST,
};

function stateFunctions({ stacks, areas, operands, leaves, place }: TestPlan): string[] {
  const text = (expression: string) => `format!("{:?}", ${expression})`;
  return [
    ...block('fn test_randomise(vm: &mut Vm, random: &mut Random)', [
      ...stacks.flatMap(({ cells, setDepth, value }) => [
        `for cell in ${cells}.iter_mut() { *cell = ${value}; }`,
        setDepth,
      ]),
      ...areas.map(({ name, length, value }) =>
        length === null
          ? `vm.${name} = ${value};`
          : `for cell in vm.${name}.iter_mut() { *cell = ${value}; }`,
      ),
    ]),
    '',
    '/// All that is compared, by what it is.',
    ...block("fn test_state(vm: &Vm) -> Vec<(&'static str, String)>", [
      'vec![',
      ...stacks.map(
        ({ stack, cells, depth, growsDown }) =>
          `    ("the stack${stack.name === null ? '' : ` ${stack.name}`}", ${text(`&${cells}[${growsDown ? `${cells}.len() - ${depth}..` : `..${depth}`}]`)}),`,
      ),
      ...areas.map(({ name }) => `    ("${name}", ${text(`vm.${name}`)}),`),
      ']',
    ]),
    '',
    '/// What operands of a kind are.',
    ...block('fn test_range(kind: &str) -> (i64, i64)', [
      ...block('match kind', [
        ...operands.map(({ kind, low, high }) => `"${kind}" => (${low}, ${high}),`),
        '_ => (0, 0),',
      ]),
    ]),
    '',
    '/// How many words of the parts were over where an exit left; none where nothing tells.',
    ...block('fn test_place(vm: &Vm) -> Option<usize>', [
      place === '' ? 'None' : `Some((${place}) as usize)`,
    ]),
    '',
    `static TEST_LEAVES: [bool; ${leaves.length}] = [${leaves.join(', ')}];`,
  ];
}
