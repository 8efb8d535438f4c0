import { describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import { verifyPrograms } from '../../passes/verify.js';
import { encode, type Program } from '../../src/bytecode/program.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import type { Effect, Expression, Semantics } from '../../src/isa/semantics.js';
import { tileProgram } from '../../src/mining/tile.js';
import { withSemantics } from '../semantics.js';

/** What the comparison of two runs takes for the same, and what it does not. */

const isa = parseIsa(
  `machine oracle
word f64
operand cell : u8
operand literal : u8 bindable
memory m : f64[cell]
pool literals : f64[literal]
extern note(f64) -> f64
push k:literal ( -- v ) v = literals[k]
store c:cell ( v -- ) m[c] = v
tell ( v -- ) note(v)
ask ( v -- w ) w = note(v)
halt ( -- ) return
`,
  'oracle.isa',
);
const LITERALS = [0, -0, 1, Number.NaN];
const runtime = { note: (value: number) => value };

function program(...lines: readonly (readonly [name: string, ...operands: number[]])[]): Program {
  const code = [...lines, ['halt'] as const].map(([name, ...operands]) => ({
    opcode: isa.opcodeOf.get(name)!,
    operands,
  }));
  return {
    name: 'oracle',
    family: 'test',
    machine: isa.machine,
    cells: { cell: 1 },
    pools: { literals: LITERALS },
    sections: [{ name: 'main', code: encode(isa, code) }],
    schedule: [{ kind: 'observe' }, { kind: 'run', section: 'main' }],
    symbols: {},
  };
}

/** The first difference between a program and the same with a superinstruction that does something else. */
function differenceOf(text: string, baseline: Program, change: (semantics: Semantics) => Semantics) {
  const whole = extendIsa(isa, [parsePattern(text, isa, 'test')]);
  const instructions = whole.instructions.map((one, i) =>
    i === whole.base ? withSemantics(one, change) : one,
  );
  const fused: FusedIsa = { ...whole, instructions };
  const tiled = tileProgram(isa, fused, baseline);
  expect(tiled.program.sections[0].code).toContain(whole.base);
  return verifyPrograms(isa, fused, runtime, tracePrograms(isa, runtime, [baseline]), [tiled]).programs[0]
    .difference;
}

const number = (value: number): Expression => ({ kind: 'number', type: 'f64', value });
const storing = (value: number) => (one: Semantics) => ({
  ...one,
  effects: one.effects.map((effect) =>
    effect.kind === 'store' ? { ...effect, value: number(value) } : effect,
  ),
});
const effectsBy = (change: (effects: readonly Effect[]) => readonly Effect[]) => (one: Semantics) => ({
  ...one,
  effects: change(one.effects),
});
const calling = (value: number): Effect => ({
  kind: 'call',
  call: { kind: 'call', type: 'f64', function: 'note', effect: 'outside', arguments: [number(value)] },
});

describe('a cell that two runs leave', () => {
  const values = [0, -0, 1, Number.NaN];
  const pairs = values.flatMap((right) => values.map((wrong) => [right, wrong] as const));

  it.each(pairs)('as %d and as %d', (right, wrong) => {
    const literal = LITERALS.findIndex((value) => Object.is(value, right));
    const found = differenceOf('push a; store b', program(['push', literal], ['store', 0]), storing(wrong));
    const show = (value: number) => (Object.is(value, -0) ? '-0' : String(value));
    expect(found).toEqual(
      Object.is(right, wrong) ? null : { state: 1, what: 'm[0]', baseline: show(right), fused: show(wrong) },
    );
  });
});

describe('a call that two runs make', () => {
  const told = program(['push', 0], ['tell']);
  const difference = (baseline: string, fused: string) => ({ state: 1, what: 'a call', baseline, fused });

  it('is the same', () => {
    expect(differenceOf('push a; tell', told, (one) => one)).toBeNull();
  });

  it.each([
    [-0, 'note(-0)'],
    [Number.NaN, 'note(NaN)'],
    [1, 'note(1)'],
  ])('has another argument: %d', (value, text) => {
    expect(
      differenceOf(
        'push a; tell',
        told,
        effectsBy(() => [calling(value)]),
      ),
    ).toEqual(difference('note(0)', text));
  });

  it('comes once more, though nothing comes behind it', () => {
    expect(
      differenceOf(
        'push a; tell',
        told,
        effectsBy((all) => [...all, calling(0)]),
      ),
    ).toEqual(difference('no call', 'note(0)'));
  });

  it('is missing, also where it would have been the last', () => {
    expect(
      differenceOf(
        'push a; tell',
        told,
        effectsBy(() => []),
      ),
    ).toEqual(difference('note(0)', 'no call'));
  });

  it('is made where the baseline makes none', () => {
    const silent = program(['push', 0], ['store', 0]);
    expect(
      differenceOf(
        'push a; store b',
        silent,
        effectsBy((all) => [...all, calling(1)]),
      ),
    ).toEqual(difference('no call', 'note(1)'));
  });
});
