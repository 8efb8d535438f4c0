import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompose } from '../../../src/bytecode/decompose.js';
import type { Program } from '../../../src/bytecode/program.js';
import { execute, instantiate, runToEnd } from '../../../src/execution/typescript/vm.js';
import type { Isa } from '../../../src/isa/isa.js';
import {
  choices,
  chooser,
  counter,
  counterProgram,
  drafts,
  draftsProgram,
  fuseProgram,
  type Guest,
  guards,
  guardsProgram,
  models,
  modelsProgram,
} from '../../random-code.js';
import { interpretProgram, type Observed, snapshot } from '../../reference-machine.js';

function runVm(guest: Guest, isa: Isa, program: Program, counting: boolean) {
  const { runtime, recorded } = guest.createRuntime();
  const vm = instantiate(isa, program, runtime, counting);
  const states: number[][] = [];
  const run = execute(vm);
  let step = run.next();
  for (; !step.done; step = run.next()) states.push(snapshot(isa, vm.memories));
  states.push(snapshot(isa, vm.memories));
  const trapped = step.value === 'trap';
  const executions = Object.fromEntries(
    program.sections.map(({ name }) => [name, Array.from(vm.executions(name))]),
  );
  return { states, executions, recorded, trapped };
}

function runReference(
  guest: Guest,
  isa: Isa,
  program: Program,
): Observed & { readonly recorded: readonly number[] } {
  const { runtime, recorded } = guest.createRuntime();
  return { ...interpretProgram(isa, program, runtime), recorded };
}

describe.each([
  ['models', models, modelsProgram],
  ['counter', counter, counterProgram],
  ['guards', guards, guardsProgram],
  ['drafts', drafts, draftsProgram],
] as const)('the run loop printed for the %s machine', (_, guest, programs) => {
  it('does bit for bit what the interpreter does, and counts the same', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const expected = runReference(guest, guest.isa, program);
        expect(runVm(guest, guest.isa, program, true)).toEqual(expected);
        const { executions, ...uncounted } = runVm(guest, guest.isa, program, false);
        expect({ ...uncounted, executions: expected.executions }).toEqual(expected);
        expect(Math.max(...Object.values(executions).flat())).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('ends where it does when nobody observes it', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const { states, recorded, trapped } = runReference(guest, guest.isa, program);
        const unobserved = guest.createRuntime();
        const vm = instantiate(guest.isa, program, unobserved.runtime);
        const ending = runToEnd(vm);
        expect({
          state: snapshot(guest.isa, vm.memories),
          recorded: unobserved.recorded,
          trapped: ending === 'trap',
        }).toEqual({ state: states.at(-1), recorded, trapped });
      }),
      { numRuns: 300 },
    );
  });

  it('does the same for a program with superinstructions, which decomposes into the baseline', () => {
    fc.assert(
      fc.property(programs, choices, (program, choice) => {
        const baseline = runReference(guest, guest.isa, program);
        const fused = fuseProgram(guest.isa, program, chooser(choice));
        const expected = runReference(guest, fused.isa, fused.program);
        expect(expected.states).toEqual(baseline.states);
        expect(expected.recorded).toEqual(baseline.recorded);
        expect(expected.trapped).toBe(baseline.trapped);
        expect(runVm(guest, fused.isa, fused.program, true)).toEqual(expected);
        expect(decompose(fused.isa, fused.program)).toEqual(program);
      }),
      { numRuns: 150 },
    );
  });
});
