import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/bytecode/program.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { type Environment, interpret, type Outcome } from '../../src/isa/interpret.js';
import { type Isa, semanticsOf } from '../../src/isa/isa.js';
import { formatPattern, parsePattern } from '../../src/isa/pattern.js';
import {
  choices,
  chooser,
  counter,
  freeOperands,
  type Guest,
  models,
  patternOf,
  sequence,
} from '../random-code.js';
import { snapshot } from '../reference-machine.js';

/** Everything that code can change. */
interface State {
  readonly stack: readonly number[];
  readonly memory: readonly number[];
  readonly registers: readonly (readonly [string, unknown])[];
  readonly recorded: readonly number[];
  readonly control: Outcome['control'];
}

const STACK_CELLS = 40;

function run(guest: Guest, isa: Isa, code: Code, values: readonly number[], flag: boolean): State {
  let next = 0;
  const memories = Object.fromEntries(
    isa.memories.map(({ name, type, index }) => {
      const cells = Array.from({ length: guest.cells[index] }, () => values[next++ % values.length]);
      return [name, type === 'f64' ? Float64Array.from(cells) : Int32Array.from(cells)];
    }),
  );
  const stack = Array.from({ length: STACK_CELLS }, () => values[next++ % values.length]);
  const { runtime, recorded } = guest.createRuntime();
  const registers = new Map<string, number | boolean>(
    isa.registers.map(({ name, type }) => [name, type === 'bool' ? flag : values[0]]),
  );
  const environment: Environment = { memories, pools: guest.pools, registers, externs: runtime };
  let control: Outcome['control'] = 'next';
  for (const { opcode, operands } of code) {
    const semantics = semanticsOf(isa.instructions[opcode]);
    const inputs = stack.splice(stack.length - semantics.inputs);
    const outcome = interpret(semantics, inputs, operands, environment);
    stack.push(...outcome.outputs);
    control = outcome.control;
  }
  return { stack, memory: snapshot(isa, memories), registers: [...registers], recorded, control };
}

describe.each([
  ['models', models],
  ['counter', counter],
] as const)('a superinstruction of the %s machine', (_, guest) => {
  const inputs = fc.tuple(
    sequence(guest),
    choices,
    fc.array(guest.value, { minLength: 17, maxLength: 41 }),
    fc.boolean(),
  );

  it('does bit for bit what its parts do one after the other', () => {
    fc.assert(
      fc.property(inputs, ([code, choice, values, flag]) => {
        const pattern = patternOf(guest, code, chooser(choice));
        const isa = extendIsa(guest.isa, [pattern]);
        const fused = { opcode: isa.base, operands: freeOperands(pattern, code) };
        const expected = run(guest, guest.isa, code, values, flag);
        expect(run(guest, isa, [fused], values, flag)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('has a stack picture that agrees with its meaning and a notation that reads back', () => {
    fc.assert(
      fc.property(inputs, ([code, choice]) => {
        const pattern = patternOf(guest, code, chooser(choice));
        const isa = extendIsa(guest.isa, [pattern]);
        const { name, pops, pushes, operands } = isa.instructions[isa.base];
        const semantics = semanticsOf(isa.instructions[isa.base]);
        expect([pops.length, pushes.length]).toEqual([semantics.inputs, semantics.outputs.length]);
        const names = [...pops, ...pushes, ...operands.map((operand) => operand.name)];
        expect(new Set([...pops, ...pushes]).size + new Set(operands.map((o) => o.name)).size).toBe(
          names.length,
        );
        expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
        expect(parsePattern(formatPattern(pattern), guest.isa, 'test')).toEqual(pattern);
      }),
    );
  });
});
