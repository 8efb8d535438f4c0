import fc from 'fast-check';
import type { BinaryOperator, CellType, Expression, UnaryOperator } from '../src/isa/semantics.js';

type Typed = CellType | 'bool';

const BINARY: Readonly<Record<Typed, readonly (readonly [BinaryOperator, Typed])[]>> = {
  f64: (['+', '-', '*', '/'] as const).map((operator) => [operator, 'f64'] as const),
  i32: (['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>'] as const).map(
    (operator) => [operator, 'i32'] as const,
  ),
  bool: [
    ...(['==', '!=', '<', '<=', '>', '>='] as const).flatMap((operator) => [
      [operator, 'f64'] as const,
      [operator, 'i32'] as const,
    ]),
    ['&&', 'bool'],
    ['||', 'bool'],
  ],
};
const UNARY: Readonly<Record<Typed, readonly (readonly [UnaryOperator, Typed])[]>> = {
  f64: [
    ...(['-', 'abs', 'sqrt', 'floor', 'ceil', 'trunc'] as const).map((o) => [o, 'f64'] as const),
    ['f64', 'i32'],
  ],
  i32: [
    ['-', 'i32'],
    ['i32', 'f64'],
  ],
  bool: [['!', 'bool']],
};
/** Numbers that go wrong first. */
const doubles = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, 0, -1, 0.5, 5e-324, -1e300, Number.NaN, Number.NEGATIVE_INFINITY, 4294967301),
);
const integers = fc.oneof(fc.constantFrom(0, 1, -1, -(2 ** 31), 2 ** 31 - 1), fc.integer());
/** Two of them, often the same: only then do `<` and `<=` differ. */
export const doublePairs = pairs(doubles);
export const integerPairs = pairs(integers);

function pairs(values: fc.Arbitrary<number>): fc.Arbitrary<[number, number]> {
  return fc.oneof(
    fc.tuple(values, values),
    values.map((value): [number, number] => [value, value]),
  );
}

/** Expressions over two f64 inputs, two i32 operands and a bool register `flag`. */
export const { f64, i32, bool } = fc.letrec<Readonly<Record<Typed, Expression>>>((tie) => {
  const depth = { depthSize: 'medium', maxDepth: 6, depthIdentifier: 'expression' } as const;
  const compound = (type: Typed) => [
    ...BINARY[type].map(([operator, of]) =>
      fc.record({
        kind: fc.constant('binary' as const),
        type: fc.constant(type),
        operator: fc.constant(operator),
        left: tie(of),
        right: tie(of),
      }),
    ),
    ...UNARY[type].map(([operator, of]) =>
      fc.record({
        kind: fc.constant('unary' as const),
        type: fc.constant(type),
        operator: fc.constant(operator),
        operand: tie(of),
      }),
    ),
    fc.record({
      kind: fc.constant('select' as const),
      type: fc.constant(type),
      condition: tie('bool'),
      consequent: tie(type),
      alternate: tie(type),
    }),
  ];
  const leaf = {
    f64: fc.oneof(
      doubles.map((value): Expression => ({ kind: 'number', type: 'f64', value })),
      fc.nat(1).map((index): Expression => ({ kind: 'input', type: 'f64', index })),
    ),
    i32: fc.oneof(
      integers.map((value): Expression => ({ kind: 'number', type: 'i32', value })),
      fc.nat(1).map((index): Expression => ({ kind: 'operand', type: 'i32', index })),
    ),
    bool: fc.constant<Expression>({ kind: 'register', type: 'bool', register: 'flag' }),
  };
  return {
    f64: fc.oneof(depth, leaf.f64, ...compound('f64')),
    i32: fc.oneof(depth, leaf.i32, ...compound('i32')),
    bool: fc.oneof(depth, leaf.bool, ...compound('bool')),
  };
});
