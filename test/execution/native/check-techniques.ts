import { describe, expect, it } from 'vitest';
import { techniquesFor } from '../../../src/execution/techniques.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
import { awkward } from '../../awkward-machine.js';
import { awkwardHost, awkwardProgram } from '../../awkward-program.js';
import { interpretProgram } from '../../reference-machine.js';
import { guardsSuite, modelsSuite, type Suite } from './programs.js';

/** The techniques of a language, with why one cannot run here. */
function techniquesOf(target: string) {
  const { techniques, skipped } = techniquesFor([target]);
  return [...techniques, ...skipped.map(({ technique }) => technique)].map((technique) => {
    const missing = technique.unavailable();
    return {
      technique,
      missing,
      title: `${technique.target} ${technique.name}${missing ? ` (${missing})` : ''}`,
    };
  });
}

/** Every technique of a language against TypeScript. A file a language: compilers take long, and files run side by side. */
export function checkTechniques(target: string): void {
  describe.each(techniquesOf(target))('$title', ({ technique, missing }) => {
    const check = ({ isa, fused, programs, createHost }: Suite) => {
      const host = createHost();
      // A compiler makes one run loop for all programs, but each whole program by itself: some of them have to
      // do.
      const every = technique.name === 'whole program' ? 4 : 1;
      for (const { baseline, tiled } of programs.filter((_, i) => i % every === 0))
        for (const [machine, program] of [
          [isa, baseline],
          [fused, tiled],
        ] as const) {
          const expected = switchLoop.prepare(machine, program, createHost()).observe();
          const prepared = technique.prepare(machine, program, host);
          expect(prepared.observe()).toEqual({
            ...expected,
            dispatches: technique.name === 'whole program' ? null : expected.dispatches,
          });
          prepared.dispose();
        }
    };

    it.skipIf(missing)('does bit for bit what TypeScript does with models, and counts the same', () => {
      check(modelsSuite());
    });

    it.skipIf(missing)('does the same with integers, loops and impure functions, leaves and traps', () => {
      check(guardsSuite());
    });

    it.skipIf(missing)('takes any names, and reads nothing outside an array', () => {
      const prepared = technique.prepare(awkward, awkwardProgram, awkwardHost);
      const { states } = interpretProgram(awkward, awkwardProgram, awkwardHost.functions);
      expect(prepared.observe().digests).toEqual(
        switchLoop.prepare(awkward, awkwardProgram, awkwardHost).observe().digests,
      );
      const state = prepared.stateAt(0);
      expect(awkward.memories.flatMap(({ name }) => [...state[name]])).toEqual(states[0].flat());
      expect(prepared.time(1)).toBeGreaterThan(0);
      prepared.dispose();
    });
  });
}
