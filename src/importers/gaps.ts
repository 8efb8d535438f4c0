import type { RecordedInstruction, Recording } from './recording.js';

/**
 * The least distance to the next recorded pc, by operation and number of arguments: how long it is, if one of
 * them was ever followed by what stands behind it. Where what was never executed is missing from a recording,
 * a greater distance tells that something stands in between.
 */
export function shortestSteps({ programs }: Recording): ReadonlyMap<string, number> {
  const steps = new Map<string, number>();
  for (const { functions } of programs)
    for (const { instructions } of functions)
      for (const [i, instruction] of instructions.entries()) {
        const key = stepKey(instruction);
        const step = (instructions[i + 1]?.pc ?? Number.POSITIVE_INFINITY) - instruction.pc;
        steps.set(key, Math.min(step, steps.get(key) ?? Number.POSITIVE_INFINITY));
      }
  return steps;
}

/** Instructions of one operation and as many arguments are taken to be as long as each other. */
export function stepKey({ op, args }: RecordedInstruction): string {
  return `${args.length} ${op}`;
}
