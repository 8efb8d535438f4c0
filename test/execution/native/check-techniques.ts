import { describe, expect, it } from 'vitest';
import { techniquesFor } from '../../../src/execution/techniques.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
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
      // A compiler makes one run loop for all programs, whose handlers are probed apart, but each whole program
      // by itself: some of them have to do.
      const isWhole = technique.name === 'whole program';
      for (const { baseline, tiled } of programs.filter((_, i) => i % (isWhole ? 4 : 1) === 0))
        for (const [machine, program] of [
          ...(isWhole ? [[isa, baseline] as const] : []),
          [fused, tiled] as const,
        ]) {
          const expected = switchLoop.prepare(machine, program, createHost()).observe();
          const prepared = technique.prepare(machine, program, host);
          expect(prepared.observe()).toEqual({
            ...expected,
            dispatches: technique.name === 'whole program' ? null : expected.dispatches,
          });
          prepared.dispose();
        }
    };

    it.skipIf(missing || technique.name !== 'whole program')('does with models what TypeScript does', () => {
      check(modelsSuite());
    });

    it.skipIf(missing)('does the same with integers, loops and impure functions, leaves and traps', () => {
      check(guardsSuite());
    });
  });
}
