import type { TracedProgram } from '../../bytecode/profile.js';
import { type DispatchLine, dispatchLines } from '../../importers/events/dispatch-lines.js';
import type { ImportedFile } from '../../importers/importer.js';
import type { FusedIsa } from '../../isa/fuse.js';
import { InputError } from '../../util/input-error.js';
import { type Violation, Violations } from '../violations.js';
import { CountComparison } from './compare-counts.js';
import { type BaselineEvent, EventComparison, type RunDifference } from './compare-events.js';
import { listingOf } from './listing.js';
import { TakingApart } from './take-apart.js';

/** What a run of the VM with superinstructions showed, beside what was recorded of the one without. */
export interface ComparedRun {
  /** The first difference between events. */
  readonly difference: RunDifference | null;
  /** All that was printed was read: nothing is after a difference. */
  readonly isWhole: boolean;
  /** Counts that do not add up. */
  readonly violations: readonly Violation[];
  readonly violationCount: number;
  /** Events of the baseline that were compared; null where only counts were. */
  readonly events: number | null;
  readonly statesCompared: number;
  /** Dispatches that the lines tell of. */
  readonly dispatches: number;
  /** By superinstruction. */
  readonly executions: Float64Array;
}

/**
 * Compares what a VM with superinstructions printed, a line for each dispatch or counts of them, with its
 * baseline. Each dispatch is taken apart into the instructions it stands for: these have to be the events of
 * the baseline in the same order, with the same operands, and the same state before them where both tell it.
 * `baseline` is null where its events are not known in order: then counts are compared, and so they are where
 * the VM prints counts. Memory does not depend on how long the runs are. Throws an `InputError` where what
 * was printed cannot be read.
 */
export async function compareRun(
  isa: FusedIsa,
  traced: TracedProgram,
  baseline: AsyncIterable<readonly BaselineEvent[]> | null,
  printed: Pick<ImportedFile, 'path' | 'chunks'>,
): Promise<ComparedRun> {
  const listing = listingOf(isa, traced);
  const takingApart = new TakingApart(isa, printed.path);
  const longest = Math.max(1, ...isa.patterns.map(({ parts }) => parts.length));
  const events = baseline && new EventComparison(listing, takingApart, baseline, longest);
  const counts = new CountComparison(listing, traced.counts, takingApart, printed.path);
  const violations = new Violations();
  const executions = new Float64Array(isa.patterns.length);
  let dispatches = 0;
  let byEvents: boolean | null = events ? null : false;
  let difference: RunDifference | null = null;
  let isWhole = true;
  try {
    reading: for await (const batch of dispatchLines(printed))
      for (const line of batch) {
        // A count of 0 only lists an instruction.
        if (line.n === 0) continue;
        byEvents ??= line.n === null;
        if (byEvents) {
          requireEvent(line, printed.path);
          if (events!.isShort) await events!.read();
          difference = events!.take(line);
          if (difference) {
            isWhole = false;
            break reading;
          }
        } else counts.take(line);
        const times = line.n ?? 1;
        dispatches += times;
        const { opcode } = takingApart.of(line);
        if (opcode >= isa.base) executions[opcode - isa.base] += times;
      }
    if (dispatches === 0 && !difference)
      throw new InputError('it printed nothing: it has to print a line for each dispatch', {
        file: printed.path,
        line: 1,
        column: 1,
      });
    if (byEvents && !difference) {
      await events!.read();
      difference = events!.finish();
    }
  } finally {
    await events?.close();
  }
  if (!byEvents) counts.finish(violations);
  return {
    difference,
    isWhole,
    violations: violations.first,
    violationCount: violations.total,
    events: byEvents ? events!.events : null,
    statesCompared: events?.statesCompared ?? 0,
    dispatches,
    executions,
  };
}

function requireEvent({ n, line }: DispatchLine, file: string): void {
  if (n === null) return;
  const message = 'a count after lines that are dispatches: print one or the other';
  throw new InputError(message, { file, line, column: 1 });
}
