import fc from 'fast-check';
import { expect, it } from 'vitest';
import { choices, chooser, fuseProgram } from '../../random-code.js';
import { traced } from '../random-walks.js';
import { walker } from '../walker.js';
import { asCounters, baselineLines, compare, fusedLines, type Printed } from './traces.js';

it('random walks over random code are the same with superinstructions, by events and by counts', async () => {
  await fc.assert(
    fc.asyncProperty(traced, choices, async ({ code, walks, profile }, numbers) => {
      const { isa, program } = fuseProgram(walker, profile.program, chooser(numbers));
      const baseline = baselineLines(code, walks);
      const printed = fusedLines(isa, profile, program, walks);
      const moved = printed.map(({ fn, pc, ...line }) => line);
      for (const lines of [printed, moved])
        expect(await compare(isa, profile, baseline, lines)).toMatchObject({
          difference: null,
          events: baseline.length,
          statesCompared: printed.length,
          dispatches: printed.length,
        });
      expect(await compare(isa, profile, null, asCounters(printed))).toMatchObject({
        found: [],
        dispatches: printed.length,
      });
    }),
    { numRuns: 150 },
  );
});

/** Changes that no run survives. */
const CHANGES: readonly ((line: Printed) => readonly Printed[])[] = [
  () => [],
  (line) => [line, line],
  (line) => [{ ...line, pc: line.pc! + 5 }],
  (line) => [{ ...line, fn: 'g' }],
  (line) => [{ ...line, op: line.op === 'drop' ? 'leave' : 'drop', args: [] }],
  (line) => [{ ...line, state: 'x' }],
  // Of a superinstruction it may be the operand of a part that is never reached.
  (line) =>
    line.args!.length > 0 && walker.opcodeOf.has(line.op)
      ? [{ ...line, args: ['x', ...line.args!.slice(1)] }]
      : [],
];

it('no change of a line goes unnoticed', async () => {
  await fc.assert(
    fc.asyncProperty(
      traced,
      choices,
      fc.nat(),
      fc.constantFrom(...CHANGES),
      fc.boolean(),
      async ({ code, walks, profile }, numbers, at, change, withStates) => {
        const { isa, program } = fuseProgram(walker, profile.program, chooser(numbers));
        const all = fusedLines(isa, profile, program, walks);
        const lines = withStates || change === CHANGES[5] ? all : all.map(({ state, ...line }) => line);
        const changed = lines.flatMap((line, i) => (i === at % lines.length ? change(line) : [line]));
        fc.pre(changed.length > 0);
        const { difference } = await compare(isa, profile, baselineLines(code, walks), changed);
        expect(difference).not.toBeNull();
      },
    ),
    { numRuns: 200 },
  );
});
