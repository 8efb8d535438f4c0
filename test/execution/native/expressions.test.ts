import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCompiled } from '../../../src/backends/compiled.js';
import { BACK_ENDS } from '../../../src/backends/registry.js';
import { encode, type Program } from '../../../src/bytecode/program.js';
import { techniquesOf } from '../../../src/execution/techniques.js';
import { interpret } from '../../../src/isa/interpret.js';
import {
  type Instruction,
  type Isa,
  instructionSet,
  type OperandKind,
  semanticsOf,
} from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import type { Expression, Semantics } from '../../../src/isa/semantics.js';
import { doublePairs, f64, i32, integerPairs } from '../../expressions.js';
import { instructionOf } from '../../semantics.js';

const base = parseIsa(
  `machine expressions
word f64
operand slot : u16
operand literal : u16
operand x : i32
memory result : f64[slot]
pool constant : f64[literal]
register flag : bool
load k:literal ( -- v ) v = constant[k]
set ( v -- ) flag = v > 0.0
store s:slot ( v -- ) result[s] = v
end ( -- ) return
`,
  'expressions.isa',
);
const kind = (name: string): OperandKind => base.operandKinds.find((one) => one.name === name)!;

/** An instruction that pushes the value of an expression. */
function printing(expression: Expression, index: number): Instruction {
  const output: Expression =
    expression.type === 'i32'
      ? { kind: 'unary', type: 'f64', operator: 'f64', operand: expression }
      : expression;
  const operands = ['m', 'n'].map((name) => ({ name, kind: kind('x') }));
  const semantics: Semantics = { inputs: 2, effects: [], outputs: [output], control: { kind: 'next' } };
  return instructionOf(`expression_${index}`, operands, ['a', 'b'], ['r'], semantics);
}

const cases = fc.sample(fc.tuple(fc.oneof(f64, i32), doublePairs, integerPairs, fc.boolean()), {
  numRuns: 600,
  seed: 11,
});
const isa: Isa = {
  ...base,
  ...instructionSet([...base.instructions, ...cases.map(([expression], i) => printing(expression, i))]),
};

/** Evaluates every expression once and stores its value in a cell of its own. */
function program(): Program {
  const opcode = (name: string) => isa.instructions.findIndex((instruction) => instruction.name === name);
  const constants = [
    ...new Set(
      [0, 1, ...cases.flatMap(([, inputs]) => inputs)].map((x) => (Object.is(x, -0) ? '-0' : String(x))),
    ),
  ];
  const load = (value: number) => ({
    opcode: opcode('load'),
    operands: [constants.indexOf(Object.is(value, -0) ? '-0' : String(value))],
  });
  return {
    name: 'expressions',
    family: 'expressions',
    machine: isa.machine,
    cells: { slot: cases.length },
    pools: { constant: constants.map(Number) },
    sections: [
      {
        name: 'main',
        code: encode(isa, [
          ...cases.flatMap(([, inputs, operands, flag], i) => [
            load(flag ? 1 : 0),
            { opcode: opcode('set'), operands: [] },
            ...inputs.map(load),
            { opcode: base.instructions.length + i, operands },
            { opcode: opcode('store'), operands: [i] },
          ]),
          { opcode: opcode('end'), operands: [] },
        ]),
      },
    ],
    schedule: [{ kind: 'run', section: 'main' }],
    symbols: {},
  };
}

const techniques = [
  ...BACK_ENDS.filter(isCompiled).map(({ target }) => techniquesOf(target)[0]),
  techniquesOf('c')[4],
];

describe.each(techniques)('$target $name', (technique) => {
  const missing = technique.unavailable();
  it.skipIf(missing)(
    `gives every expression the value that the interpreter finds${missing ? ` (${missing})` : ''}`,
    () => {
      const prepared = technique.prepare(isa, program(), { functions: {} });
      const { result } = prepared.stateAt(0);
      prepared.dispose();
      for (const [i, [expression, inputs, operands, flag]] of cases.entries()) {
        const environment = { memories: {}, pools: {}, registers: new Map([['flag', flag]]), externs: {} };
        const semantics = semanticsOf(printing(expression, i));
        const [expected] = interpret(semantics, inputs, operands, environment).outputs;
        expect(result[i], JSON.stringify(expression)).toBe(expected);
      }
    },
    300_000,
  );
});
