import { group } from 'd3-array';
import { describeDifference, type TargetEvidence } from '../../artifacts/target-evidence.js';
import type { TechniqueChoice } from '../../execution/techniques.js';
import { formatCount, formatTable, plural, printable, tell } from './print.js';

export interface TargetsVerified extends Pick<TechniqueChoice, 'skipped'> {
  readonly evidence: readonly TargetEvidence[];
}

/** One line per technique, then where back ends differ, then what was skipped. */
export function describeTargets({ evidence, skipped }: TargetsVerified): string {
  const techniques = group(evidence, ({ target, technique }) => `${target} ${technique}`);
  const rows = [...techniques].map(([name, programs]) => {
    const count = (holds: (entry: TargetEvidence) => boolean) => {
      const many = programs.filter(holds).length;
      return many === programs.length ? 'all' : `${many} of ${programs.length}`;
    };
    return [
      name,
      formatCount(programs.reduce((sum, { stops }) => sum + stops, 0)),
      count(({ failures, difference }) => difference === null && failures.length === 0),
      count(({ fromTypeScript }) => fromTypeScript === null),
      programs[0].fusedMeasured === null
        ? 'none'
        : formatCount(programs.reduce((sum, { fusedMeasured }) => sum + (fusedMeasured ?? 0), 0)),
    ];
  });
  const differences = evidence.flatMap(({ target, technique, program, fromTypeScript }) =>
    fromTypeScript
      ? [
          `${target} ${technique}, ${printable(program)}: differs from TypeScript: ${printable(describeDifference(fromTypeScript))}`,
        ]
      : [],
  );
  return [
    formatTable(
      ['technique', 'states', 'baseline = fused', 'same as ts', 'dispatches, as predicted'],
      ['left', 'right', 'right', 'right', 'right'],
      rows,
    ),
    ...differences,
    ...describeSkipped(skipped),
  ].join('\n');
}

export function describeSkipped(skipped: TechniqueChoice['skipped']): string[] {
  return skipped.map(({ technique, reason }) => `skipped: ${technique.target} ${technique.name}: ${reason}`);
}

/** Complains about what failed, and makes the command fail. */
export function finishTargets({ evidence }: TargetsVerified): void {
  const failed = evidence.filter(({ failures }) => failures.length > 0);
  if (failed.length === 0) return;
  for (const { target, technique, program, failures } of failed)
    for (const failure of failures) tell(`not verified: ${target} ${technique}, ${program}: ${failure}`);
  tell(`${plural(failed.length, 'rerun')} failed`);
  process.exitCode = 1;
}
