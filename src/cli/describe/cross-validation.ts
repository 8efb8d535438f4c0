import type { CrossValidation, Validation } from '../../artifacts/cross-validation.js';
import { formatCount, formatPercent, formatTable } from './print.js';

/** One row per family, then all programs together, then the mean in which every family counts the same. */
export function describeCrossValidation({ families, total, mean }: CrossValidation): string {
  const figures = (entry: Validation) => [
    formatCount(entry.programs),
    formatCount(entry.baselineDispatches),
    formatCount(entry.inSampleDispatches),
    formatPercent(entry.inSample),
    formatCount(entry.heldOutDispatches),
    formatPercent(entry.heldOut),
    points(entry.overfitting),
  ];
  return formatTable(
    ['family', 'programs', 'dispatches', 'in sample', 'removed', 'held out', 'removed', 'overfitting'],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    [
      ...families.map((entry) => [entry.family, ...figures(entry)]),
      ['all', ...figures(total)],
      [
        'mean of families',
        ...['', '', ''],
        formatPercent(mean.inSample),
        '',
        formatPercent(mean.heldOut),
        points(mean.overfitting),
      ],
    ],
  );
}

/** Percentage points: a difference of percentages. */
function points(difference: number): string {
  return (difference * 100).toFixed(1);
}
