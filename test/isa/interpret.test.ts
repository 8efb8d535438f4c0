import { describe, expect, it } from 'vitest';
import { type Environment, interpret } from '../../src/isa/interpret.js';
import { semanticsOf } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';

const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;

const environment: Environment = {
  memories: {},
  pools: {},
  registers: new Map(),
  externs: { large: () => 2 ** 32 + 5 },
};

function i32(body: string, ...inputs: number[]): number {
  const isa = parseIsa(
    `machine m\nword i32\nextern large() -> i32 pure\nx ( a b -- r ) r = ${body}`,
    'm.isa',
  );
  return interpret(semanticsOf(isa.instructions[0]), inputs, [], environment).outputs[0];
}

function f64(body: string, ...inputs: number[]): number {
  const isa = parseIsa(`machine m\nx ( a b -- r ) r = ${body}`, 'm.isa');
  return interpret(semanticsOf(isa.instructions[0]), inputs, [], environment).outputs[0];
}

describe('32-bit integers', () => {
  it.each([
    ['a + b', MAX, 1, MIN],
    ['a - b', MIN, 1, MAX],
    ['a * b', 65537, 65537, 131073],
    ['a * b', MAX, MAX, 1],
    ['a * b', 123456789, 987654321, -67153019],
    ['-a', MIN, 0, MIN],
    ['-a', 0, 0, 0],
    ['a / b', 7, -2, -3],
    ['a / b', MIN, -1, MIN],
    ['a / b', 5, 0, 0],
    ['a / b', 0, 0, 0],
    ['a / b', -1, 2, 0],
    ['a % b', 7, 0, 0],
    ['a % b', -7, 3, -1],
    ['a % b', -6, 3, 0],
    ['a % b', MIN, -1, 0],
    ['a << b', 1, 31, MIN],
    ['a << b', 1, 32, 1],
    ['a << b', 1, -1, MIN],
    ['a >> b', MIN, 31, -1],
    ['a >> b', -1, 33, -1],
    ['a & b', -1, MIN, MIN],
    ['a | b', 1, MIN, MIN + 1],
    ['a ^ b', -1, MAX, MIN],
    ['i32(f64(a) * 4.0)', MAX, 0, -4],
    ['i32(f64(a) / f64(b))', 1, 0, 0],
    ['i32(f64(a) / 2.0)', -3, 0, -1],
    ['large()', 0, 0, 5],
  ])('%s of %i and %i is %i', (body, a, b, expected) => {
    expect(i32(body, a, b)).toBe(expected);
  });
});

describe('a body that may leave in its middle', () => {
  const isa = parseIsa(
    `machine m
word i32
operand cell : u8
memory cells : i32[cell]
register before, behind : i32
extern note(i32) -> i32
x ( a -- r ) before = a; note(1); leave if a == 0; cells[0] = a; note(2); trap if cells[0] < 0; note(3); behind = a; r = a`,
    'm.isa',
  );
  const run = (a: number) => {
    const notes: number[] = [];
    const of = {
      memories: { cells: [7] },
      pools: {},
      registers: new Map<string, number | boolean>(),
      externs: { note: (value: number) => notes.push(value) },
    };
    const outcome = interpret(semanticsOf(isa.instructions[0]), [a], [], of);
    return { ...outcome, cells: of.memories.cells, notes, registers: [...of.registers.keys()] };
  };

  it.each([
    [5, { outputs: [5], control: 'next', cells: [5], notes: [1, 2, 3], registers: ['before', 'behind'] }],
    [0, { outputs: [], control: 'leave', cells: [7], notes: [1], registers: ['before'] }],
    [-5, { outputs: [], control: 'trap', cells: [-5], notes: [1, 2], registers: ['before'] }],
  ])('has done what stands before, and nothing behind: %i', (a, expected) => {
    expect(run(a)).toEqual(expected);
  });
});

describe('doubles', () => {
  it.each([
    ['-a', 0, 0, -0],
    ['a / b', 1, -0, Number.NEGATIVE_INFINITY],
    ['a - b', 0, 0, 0],
    ['a * b', -0, 5, -0],
    ['a * b', 1e-320, 0.5, 5e-321],
    ['a < b ? a : b', Number.NaN, 1, 1],
    ['a == b ? 1 : 0', Number.NaN, Number.NaN, 0],
    ['a != b ? 1 : 0', Number.NaN, Number.NaN, 1],
    ['a == b ? 1 : 0', 0, -0, 1],
    ['sqrt(a)', -1, 0, Number.NaN],
    ['trunc(a)', -0.5, 0, -0],
    ['ceil(a)', -0.5, 0, -0],
    ['floor(a)', -0.5, 0, -1],
    ['abs(a)', -0, 0, 0],
    ['1 / -0 < a ? 1 : 0', 0, 0, 1],
  ])('%s of %d and %d is %d', (body, a, b, expected) => {
    expect(f64(body, a, b)).toBe(expected);
  });
});
