import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type DispatchProgram,
  formatProgram,
  kindsOfShape,
  PROGRAM_OPS,
  shapeNumber,
} from '../../../../src/machines/raku/dispatch/program.js';

test('the number of a shape says how many arguments there are and of which kinds', () => {
  const kinds = ['object', 'integer', 'text'] as const;
  const shapes = [[], ...kinds.map((one) => [one]), ...kinds.flatMap((a) => kinds.map((b) => [a, b]))];
  expect(shapes.map(shapeNumber)).toEqual(shapes.map((_, i) => i));
  expect(shapes.map((shape) => kindsOfShape(shapeNumber(shape)))).toEqual(shapes);
});

test('a shape of nine arguments fits an operand of 15 bits, ten are refused', () => {
  expect(shapeNumber(Array.from({ length: 9 }, () => 'text' as const))).toBeLessThan(2 ** 15);
  expect(() => shapeNumber(Array.from({ length: 10 }, () => 'text' as const))).toThrow(RangeError);
});

test('the machine has every op with the same operands', () => {
  const isa = readFileSync(new URL('../../../../src/machines/raku/raku.isa', import.meta.url), 'utf8');
  const ours = Object.entries(PROGRAM_OPS).map(([op, operands]) => {
    const copies = op === 'CopyArgsTail';
    return `${op}${copies ? '_1' : ''} ${(copies ? ['temporary', 'count'] : operands).join(' ')}`.trim();
  });
  const theirs = [...isa.matchAll(/^([A-Z]\w+) +((?:\w+:\w+ +)*)\( -- \)/gm)].map(([, op, operands]) =>
    [op, ...operands.matchAll(/:(\w+)/g)].map((one) => (typeof one === 'string' ? one : one[1])).join(' '),
  );
  expect(theirs).toEqual(expect.arrayContaining(ours));
});

test('a program reads as text, one op a line', () => {
  const program: DispatchProgram = {
    dispatcher: 'raku-call',
    ops: [
      { op: 'GuardArgTypeConc', operands: [0, 4] },
      { op: 'LoadConstantObjOrStr', operands: [0, 5] },
      { op: 'CopyArgsTail', operands: [1, 1, 2] },
      { op: 'ResultBytecode', operands: [0] },
    ],
    resumptions: [
      { dispatcher: 'raku-multi', shape: 1, values: null },
      { dispatcher: 'raku-meth-deferral', shape: 1, values: [{ source: 'integer', index: 7 }] },
    ],
    temporaries: 2,
  };
  expect(formatProgram(program, (constant) => `<${constant}>`)).toBe(`raku-call:
  GuardArgTypeConc         arg 0, <4>
  LoadConstantObjOrStr     t0, <5>
  CopyArgsTail             t1, 1, 2
  ResultBytecode           t0
  resumes raku-multi with the arguments
  resumes raku-meth-deferral with (7)`);
});
