import type { Objective } from '../../mining/costs.js';
import type { Drift } from '../../mining/drift.js';
import { formatCount, formatPercent, plural, printable, tell } from './print.js';

const UNITS: Readonly<Record<Objective, string>> = {
  dispatches: 'weighted dispatch',
  time: 'weighted nanosecond',
};

/** What changed from the set that `--from` names. */
export function describeDrift(drift: Drift, from: string, objective: Objective): string {
  const { kept, dropped, added, before, after, regret } = drift;
  return [
    `from ${printable(from)}: ${formatCount(kept.length)} kept, ${formatCount(dropped.length)} dropped, ${formatCount(added.length)} new`,
    ...dropped.map((pattern) => `  - ${pattern}`),
    ...added.map((pattern) => `  + ${pattern}`),
    `that set leaves ${plural(before, UNITS[objective])} of these programs, this one ${formatCount(after)}: regret ${formatPercent(regret)}`,
  ].join('\n');
}

/** Complains about a set that has fallen too far behind, and makes the command fail. */
export function limitRegret(
  drift: Drift | null,
  from: string | undefined,
  objective: Objective,
  most: number | null,
): void {
  if (!drift || most === null || drift.regret <= most) return;
  tell(
    `regret ${formatPercent(drift.regret)} is above ${formatPercent(most)}: ${from ?? ''} leaves ${plural(drift.before, UNITS[objective])}, mining anew ${formatCount(drift.after)}`,
  );
  process.exitCode = 1;
}
