import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestMemories } from '../../src/backends/digest.js';
import type { Technique } from '../../src/backends/technique.js';
import { TECHNIQUES } from '../../src/backends/techniques.js';
import type { Program } from '../../src/bytecode/program.js';
import type { Isa } from '../../src/isa/isa.js';
import { programs as counterPrograms } from '../machines/counter/counter.js';
import {
  choices,
  chooser,
  counter,
  counterProgram,
  fuseProgram,
  type Guest,
  models,
  modelsProgram,
} from '../random-code.js';
import { interpretProgram } from '../reference-machine.js';

const techniques = [...TECHNIQUES.ts, ...TECHNIQUES.wasm];

/** What an observer sees of a run, and what the functions of the host were given. */
function observe(technique: Technique, guest: Guest, isa: Isa, program: Program) {
  const { runtime, recorded } = guest.createRuntime();
  const { digests, dispatches } = technique.prepare(isa, program, { functions: runtime }).observe();
  return { digests, dispatches, recorded: [...recorded] };
}

/** The same from the interpreter of the semantics; a technique may have no dispatches. */
function expected(guest: Guest, isa: Isa, program: Program, technique: Technique) {
  const { runtime, recorded } = guest.createRuntime();
  const { states, executions } = interpretProgram(isa, program, runtime);
  const digests = states.map((state) => {
    let next = 0;
    const memories = Object.fromEntries(
      isa.memories.map(({ name, type, index }) => {
        const cells = state.slice(next, next + program.cells[index]);
        next += program.cells[index];
        return [name, type === 'f64' ? Float64Array.from(cells) : Int32Array.from(cells)];
      }),
    );
    return digestMemories(isa, memories);
  });
  const dispatches = Object.values(executions)
    .flat()
    .reduce((a, b) => a + b, 0);
  return {
    digests,
    dispatches: technique.name === 'whole program' ? null : dispatches,
    recorded: [...recorded],
  };
}

describe.each(techniques.map((technique) => [`${technique.target} ${technique.name}`, technique] as const))(
  '%s',
  (_, technique) => {
    it.each([
      ['models', models, modelsProgram],
      ['counter', counter, counterProgram],
    ] as const)('does bit for bit what the interpreter does: %s', (_name, guest, programs) => {
      fc.assert(
        fc.property(programs, (program) => {
          expect(observe(technique, guest, guest.isa, program)).toEqual(
            expected(guest, guest.isa, program, technique),
          );
        }),
        { numRuns: 200 },
      );
    });

    it.each([
      ['models', models, modelsProgram],
      ['counter', counter, counterProgram],
    ] as const)('and with superinstructions: %s', (_name, guest, programs) => {
      fc.assert(
        fc.property(programs, choices, (program, choice) => {
          const fused = fuseProgram(guest.isa, program, chooser(choice));
          expect(observe(technique, guest, fused.isa, fused.program)).toEqual(
            expected(guest, fused.isa, fused.program, technique),
          );
        }),
        { numRuns: 100 },
      );
    });

    it.each(counterPrograms.map((program) => [program.name, program] as const))(
      'runs %s',
      (_name, program) => {
        expect(observe(technique, counter, counter.isa, program)).toEqual(
          expected(counter, counter.isa, program, technique),
        );
      },
    );
  },
);
