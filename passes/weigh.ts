import { dispatches, type Profile } from './profile.js';

/** How much each program counts when a set is chosen. */
export const WEIGHTINGS = ['families', 'programs', 'executions'] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

/**
 * What to multiply the executions of each program by. `families`: every family counts the same, and so does every program
 * in it; `programs`: every program counts the same; `executions`: as run. Programs without dispatches do not count.
 * The weighted dispatches of all programs add up to the unweighted ones.
 */
export function weigh({ programs }: Profile, weighting: Weighting): number[] {
  const totals = programs.map(dispatches);
  const total = totals.reduce((sum, value) => sum + value, 0);
  const running = programs.filter((_, i) => totals[i] > 0);
  const familySizes = new Map<string, number>();
  for (const { program } of running)
    familySizes.set(program.family, (familySizes.get(program.family) ?? 0) + 1);
  return programs.map(({ program }, i) => {
    if (totals[i] === 0) return 0;
    if (weighting === 'executions') return 1;
    const equals =
      weighting === 'programs' ? running.length : familySizes.size * familySizes.get(program.family)!;
    return total / (equals * totals[i]);
  });
}
