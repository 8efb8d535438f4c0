import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/bytecode/program.js';
import { functionsFor, runningOnly } from '../../src/bytecode/running.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { type Environment, interpret, type Outcome } from '../../src/isa/interpret.js';
import { type Isa, semanticsOf } from '../../src/isa/isa.js';
import { formatPattern, parsePattern } from '../../src/isa/pattern.js';
import {
  choices,
  chooser,
  counter,
  drafts,
  freeOperands,
  type Guest,
  guards,
  models,
  patternOf,
  seers,
  sequence,
} from '../random-code.js';
import { instructionOf } from '../random-guests.js';
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
  const externs = functionsFor(runtime, runningOnly({ name: 'random' }, 'the interpreter', memories));
  const environment: Environment = { memories, pools: guest.pools, registers, externs };
  let control: Outcome['control'] = 'next';
  for (const { opcode, operands } of code) {
    const semantics = semanticsOf(isa.instructions[opcode]);
    const inputs = stack.splice(stack.length - semantics.inputs);
    const outcome = interpret(semantics, inputs, operands, environment);
    stack.push(...outcome.outputs);
    control = outcome.control;
    if (!hasLeft(control)) continue;
    // Nobody reads a stack that is gone.
    stack.length = 0;
    break;
  }
  const hasEnded = hasLeft(control) || control === 'return';
  const scratch = isa.memories.filter((memory) => memory.scratch && !hasEnded);
  const memory = [...snapshot(isa, memories), ...scratch.flatMap(({ name }) => [...memories[name]])];
  return { stack, memory, registers: [...registers], recorded, control };
}

function hasLeft(control: Outcome['control']): boolean {
  return control === 'leave' || control === 'trap';
}

describe.each([
  ['models', models],
  ['counter', counter],
  ['guards', guards],
  ['seers', seers],
  ['drafts', drafts],
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

describe('a superinstruction that may leave after each of its parts', () => {
  const step = (name: string) => instructionOf(guards.isa, name);
  /** Of the memories `cells`, `saved` and `steps`; the last has how many steps were made, and at which to leave. */
  const stepsCell = 2 * guards.cells.cell;
  const valuesAt = (values: readonly number[], limit: number) =>
    Array.from({ length: stepsCell + 2 }, (_, i) =>
      i < stepsCell ? values[i % values.length] : i === stepsCell ? 0 : limit,
    );

  it('leaves everything as its parts do, wherever it leaves', () => {
    let left = 0;
    const inputs = fc.tuple(
      sequence(counter),
      choices,
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      fc.array(guards.value, { minLength: 17, maxLength: 41 }),
    );
    fc.assert(
      fc.property(inputs, ([sequenceOfCounter, choice, traps, values]) => {
        const translated = sequenceOfCounter.map(({ opcode, operands }) =>
          instructionOf(guards.isa, counter.isa.instructions[opcode].name, ...operands),
        );
        const code = translated.flatMap((instruction, i) => [
          step(traps[i % traps.length] ? 'step_or_trap' : 'step'),
          instruction,
        ]);
        const pattern = patternOf(guards, code, chooser(choice));
        const isa = extendIsa(guards.isa, [pattern]);
        expect(isa.instructions[isa.base].flow.mayExit).toBe(true);
        const fused = { opcode: isa.base, operands: freeOperands(pattern, code) };
        for (let limit = 1; limit <= translated.length + 1; limit++) {
          const expected = run(guards, guards.isa, code, valuesAt(values, limit), false);
          expect(run(guards, isa, [fused], valuesAt(values, limit), false)).toEqual(expected);
          if (hasLeft(expected.control)) left++;
        }
      }),
      { numRuns: 500 },
    );
    expect(left).toBeGreaterThan(500);
  });
});
