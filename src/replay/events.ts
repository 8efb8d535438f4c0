import { formatCount, plural } from '../util/format.js';
import { pcAt, type RecordedSection, report } from './recorded-section.js';
import type { Violations } from './violations.js';

/** How often control came to each instruction other than from the one before, and left it so. */
export interface Moves {
  readonly into: Float64Array;
  readonly out: Float64Array;
}

export function movesOf({ code, transfers }: RecordedSection): Moves {
  const into = new Float64Array(code.length);
  const out = new Float64Array(code.length);
  for (const { from, to, times } of transfers ?? []) {
    if (from >= 0) out[from] += times;
    if (to >= 0) into[to] += times;
  }
  return { into, out };
}

/**
 * Follows the events through the baseline, and complains where they do not explain what was counted: each
 * instruction has to be executed as often as control went on from the one before and came from elsewhere, and
 * nothing may run off the end. Returns the executions that the events tell of.
 */
export function explainCounts(
  recorded: RecordedSection,
  { into, out }: Moves,
  violations: Violations,
): number {
  const { counts, section } = recorded;
  let executed = 0;
  let went = 0;
  for (let i = 0; i < counts.length; i++) {
    const came = went + into[i];
    if (came !== counts[i]) {
      const before = i === 0 ? '' : `${formatCount(went)} from pc ${pcAt(section, i - 1)} before it and `;
      const what = `it was executed ${plural(counts[i], 'time')}, but control came to it ${formatCount(came)}: ${before}${formatCount(into[i])} from elsewhere`;
      report(violations, recorded, i, null, what);
    }
    if (out[i] > counts[i]) {
      const what = `it was executed ${plural(counts[i], 'time')}, but control left it for elsewhere ${formatCount(out[i])}`;
      report(violations, recorded, i, null, what);
    }
    executed += came;
    went = counts[i] - out[i];
  }
  if (went > 0) {
    const what = `control goes on from it ${plural(went, 'time')}, but it is the last instruction`;
    report(violations, recorded, counts.length - 1, null, what);
  }
  return executed;
}

/**
 * How often each instruction of the fused code is dispatched: once for each time that control goes on to it
 * or comes to its start. Goes by where control went alone, and never by what was counted.
 */
export function walkFused({ covers }: RecordedSection, { into, out }: Moves): Float64Array {
  const dispatched = new Float64Array(covers.length);
  let went = 0;
  for (const [c, { start, end }] of covers.entries()) {
    dispatched[c] = went + into[start];
    went = dispatched[c];
    for (let i = start; i < end; i++) went -= out[i];
  }
  return dispatched;
}
