import fc from 'fast-check';
import { inject } from 'vitest';
import type { HostFunctions } from '../../../src/backends/host.js';
import { planProbes } from '../../../src/execution/probes/plan.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { type Instruction, type Isa, instructionSet } from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { computedPlace, type Effect, type Expression, type Semantics } from '../../../src/isa/semantics.js';
import { models } from '../../../src/machines/models/machine.js';
import { awkward } from '../../awkward-machine.js';
import { bool, f64, i32 } from '../../expressions.js';
import { createDevice } from '../../machines/counter/counter.js';
import { counterSources } from '../../machines/counter/externs.js';
import { instructionOf } from '../../semantics.js';
import { guardsSuite, modelsSuite } from '../native/programs.js';

/** A machine whose handlers are probed. */
export interface Subject {
  readonly name: string;
  readonly isa: Isa;
  /** Functions that depend on nothing but what they are given, in every language. */
  readonly host: HostFunctions;
}

/** As many superinstructions as compilers take in a moment. */
const PATTERNS = 8;

/** The models machine, with superinstructions of random code. */
export function modelsSubject(): Subject {
  const { isa, fused } = modelsSuite();
  const host = { functions: models.runtime, ...models.hostSources };
  return { name: 'models', isa: extendIsa(isa, fused.patterns.slice(0, PATTERNS)), host };
}

/** Integers, loops, leaves and traps; what the device records is a function of what it is given. */
export function guardsSubject(): Subject {
  const { isa, fused } = guardsSuite();
  const record = (value: number) => Math.imul(value, 31) ^ 5;
  const { c, rust, go } = counterSources.texts;
  const texts = {
    c: c.replace('(void)value; return extern_recorded++;', 'return (int32_t)((uint32_t)value * 31u) ^ 5;'),
    rust: rust.replace(
      'extern_record(_: i32) -> i32 { RECORDED.fetch_add(1, Ordering::Relaxed) }',
      'extern_record(value: i32) -> i32 { value.wrapping_mul(31) ^ 5 }',
    ),
    go: go.replace(
      'extern_record(int32) int32 { extern_recorded++; return extern_recorded - 1 }',
      'extern_record(value int32) int32 { return value*31 ^ 5 }',
    ),
  };
  return {
    name: 'guards',
    isa: extendIsa(isa, fused.patterns.slice(0, PATTERNS)),
    host: { functions: { ...createDevice().runtime, record }, texts },
  };
}

/** Computed addresses, rows, and names that are not free. */
export function awkwardSubject(): Subject {
  const host: HostFunctions = {
    functions: {
      switch: ((row: Int32Array, x: number) => (row.length + (x > 0 ? 1 : 0)) | 0) as never,
      plain: ((a: number, x: number) => a + x) as never,
    },
    texts: {
      c: `#include <stddef.h>
#include <stdint.h>
static int32_t extern_switch(const int32_t *row, size_t row_length, double x) { (void)row; return (int32_t)row_length + (x > 0); }
static double extern_plain(int32_t a, double x) { return a + x; }
`,
      rust: `pub fn extern_switch(row: &[i32], x: f64) -> i32 { row.len() as i32 + i32::from(x > 0.0) }
pub fn extern_plain(a: i32, x: f64) -> f64 { f64::from(a) + x }
`,
      go: `func extern_switch(row []int32, x float64) int32 { if x > 0 { return int32(len(row)) + 1 }; return int32(len(row)) }
func extern_plain(a int32, x float64) float64 { return float64(a) + x }
`,
    },
  };
  return { name: 'awkward', isa: awkward, host };
}

const EXPRESSIONS = parseIsa(
  `machine expressions
word f64
operand slot : u8
operand x : i32
operand target : u8 label
memory cells : f64[slot]
register flag : bool
choose t:target ( a b -- r ) r = a; jump t if flag ? a < b : b <= a
example s:slot t:target m:x n:x ( a b -- r ) r = cells[s]; jump t if flag
end ( -- ) return
`,
  'expressions.isa',
);

/** Instructions of random bodies: expressions, and among them stores, ways out and jumps. */
export function expressionsSubject(count: number): Subject {
  const [choose, example, end] = EXPRESSIONS.instructions;
  const [, target, ...integers] = example.operands;
  const cases = fc.sample(fc.tuple(fc.oneof(f64, i32), f64, i32, bool, fc.nat(5)), {
    numRuns: count,
    seed: inject('seed'),
  });
  const instructions = cases.map(([value, stored, index, condition, shape], i): Instruction => {
    const output: Expression =
      value.type === 'i32' ? { kind: 'unary', type: 'f64', operator: 'f64', operand: value } : value;
    const exit: Effect = { kind: 'exit', how: shape === 1 ? 'leave' : 'trap', condition };
    const store: Effect = { kind: 'store', memory: 'cells', index: computedPlace(index), value: stored };
    const semantics: Semantics = {
      inputs: 2,
      effects: shape === 1 || shape === 2 ? [exit, store] : shape === 3 ? [store] : [],
      outputs: [output],
      control: shape === 4 ? { kind: 'jump', target: 2, condition } : { kind: 'next' },
    };
    const operands = shape === 4 ? [...integers, target] : integers;
    const instruction = instructionOf(`expression_${i}`, operands, ['a', 'b'], ['r'], semantics);
    const flow = { ...instruction.flow, kind: shape === 4 ? 'branch' : 'next', mayExit: shape < 3 } as const;
    return { ...instruction, flow };
  });
  const isa: Isa = { ...EXPRESSIONS, ...instructionSet([...instructions, choose, end]) };
  return { name: 'expressions', isa, host: { functions: {} } };
}

/** States of each handler of a subject, from the seed of the run. */
export function plansOf({ isa, host }: Subject, states: number, isNoted: boolean) {
  return planProbes(isa, host.functions, {
    seed: inject('seed'),
    states,
    choices: 6,
    tries: Math.min(states, 1000),
    largest: true,
    impure: isNoted ? 'noted' : 'as the host says',
  });
}
