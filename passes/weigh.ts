import { dispatches, type Profile } from './profile.js';

/** How much each program counts when a set is chosen. */
export const WEIGHTINGS = ['families', 'programs', 'executions'] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

/**
 * What to multiply the executions of each program by. `families`: every family counts the same, and so does every program
 * in it; `programs`: every program counts the same; `executions`: as run.
 * The weighted dispatches of all programs add up to the unweighted ones.
 */
export function weigh({ programs }: Profile, weighting: Weighting): number[] {
  const totals = programs.map(dispatches);
  const total = totals.reduce((sum, value) => sum + value, 0);
  const familySizes = new Map<string, number>();
  for (const { program } of programs)
    familySizes.set(program.family, (familySizes.get(program.family) ?? 0) + 1);
  const shares = programs.map(({ program }, i) => {
    if (weighting === 'families') return 1 / (familySizes.size * familySizes.get(program.family)!);
    return weighting === 'programs' ? 1 / programs.length : totals[i] / total;
  });
  return shares.map((share, i) => (totals[i] > 0 ? (share * total) / totals[i] : 0));
}
