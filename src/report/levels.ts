import { type Evidence, type Level, type ProgramEvidence, programFailures } from '../artifacts/evidence.js';
import { clip, formatCount, plural } from './format.js';
import { type Content, html } from './html.js';
import type { ReportInput } from './input.js';

/** How levels of verification are told apart: one place for all their words. */

/** Behind the result in the title of the page; empty where programs were rerun. */
export const IN_TITLE: Readonly<Record<Level, string>> = {
  rerun: '',
  replayed: ' (replayed)',
  counted: ' (counted only)',
};

/** As the level of one program among others. */
export const IN_TABLE: Readonly<Record<Level, string>> = {
  rerun: 'rerun',
  replayed: 'replayed',
  counted: 'counted',
};

/** The second half of the first sentence: what was proven of the programs. */
export function provenInBrief({ summary, evidence }: ReportInput): Content {
  const { level } = summary.verification;
  const { programs } = evidence;
  const how = inBrief(evidence);
  const good = programs.filter((program) => isGood(program, evidence)).length;
  if (good < programs.length)
    return html`<span class="bad">${formatCount(good)} of ${plural(programs.length, 'program')} ${how}</span>`;
  const weakest = programs.filter((program) => program.level === level).length;
  if (weakest < programs.length)
    return `${formatCount(weakest)} of ${plural(programs.length, 'program')} ${how}`;
  return programs.length === 1
    ? html`<bdi>${clip(programs[0].name, 60)}</bdi> ${how}`
    : `${plural(programs.length, 'program')} ${how}`;
}

/** A rerun tells apart whether states were the same and whether dispatches were as predicted. */
function isGood(program: ProgramEvidence, evidence: Evidence): boolean {
  return program.level === 'rerun' && evidence.rerunBy === null
    ? !program.difference && !program.failure
    : programFailures(evidence, program).length === 0;
}

function inBrief({ level, rerunBy, programs }: Evidence): string {
  if (level === 'replayed') return 'replayed from the events recorded, handlers not executed';
  if (level === 'counted') return 'checked by counts alone, handlers not executed';
  if (rerunBy !== null)
    return programs.some((program) => comparisonOf(program) === 'counts')
      ? 'rerun by the VM itself, with the counts recorded'
      : 'rerun by the VM itself, as recorded';
  return hasCells(programs) ? 'reran bit-identically' : 'reran with the same calls, no memory to compare';
}

/** Whether there was anything to compare bit by bit. */
export function hasCells(programs: readonly ProgramEvidence[]): boolean {
  return programs.some(({ cellsCompared }) => cellsCompared !== null && cellsCompared > 0);
}

/** What had to hold, a paragraph for each level that programs of the run have. */
export function whatHadToHold({ evidence, summary }: ReportInput): Content {
  const present = new Set(evidence.programs.map(({ level }) => level));
  const decomposed = `Taking the fused program apart had to give back ${summary.scheduling ? 'the scheduled code' : 'the baseline'}, word for word.`;
  const never = 'A superinstruction that was never executed proves nothing: it is marked in red above.';
  const stacks =
    'Where it is known what instructions do to the stack, each superinstruction had to do what its parts do together, and no basic block may need more of it than before.';
  return [
    present.has('rerun') &&
      html`<p class="lead">${howRerun(evidence)} The dispatches predicted from the trace had to equal those the rerun counted, exactly. ${decomposed} No program may need a deeper operand stack than before. ${never}</p>
`,
    present.has('replayed') &&
      html`<p class="lead"><b>Replayed</b> means that no handler was executed: another VM recorded these programs, and its events were followed through the fused code. They had to explain every count: each instruction executed as often as control went on to it from the one before and came to it from elsewhere. Control had to enter every superinstruction at its first part, and to leave it at its last, or at a part of which the machine says that it may leave. The dispatches predicted had to equal those counted on the way, exactly. ${decomposed} ${stacks} ${never}</p>
`,
    present.has('counted') &&
      html`<p class="lead"><b>Counted only</b> means that no handler was executed, and that nobody knows where control went: all there is are counts of executions. No instruction inside a superinstruction was executed more often than the one before it, nor less often unless the machine says that control may leave there. How many dispatches the fused code makes could not be measured. ${decomposed} ${stacks} ${never}</p>
`,
  ];
}

/** What the VM's own rerun was compared by. */
type Comparison = 'events' | 'counts' | 'nothing';

/** Only events differ at one of them, and only of them those of the baseline are measured. */
function comparisonOf({ difference, baselineMeasured, measuredDispatches }: ProgramEvidence): Comparison {
  if (difference !== null || baselineMeasured !== null) return 'events';
  return measuredDispatches === null ? 'nothing' : 'counts';
}

function howCompared(program: ProgramEvidence): string {
  switch (comparisonOf(program)) {
    case 'events': {
      const states =
        program.statesCompared === 0
          ? 'No states were compared: no event has one in both traces.'
          : 'Wherever both tell a state, it had to be the same.';
      return `What it printed, taken apart, had to be the baseline’s trace, event by event, with the same operands. ${states}`;
    }
    case 'counts':
      return 'Only counts were compared: those it printed, taken apart, had to add up to the baseline’s. The order of events and states were not compared.';
    case 'nothing':
      return 'What it printed could not be compared.';
  }
}

function howRerun({ programs, rerunBy }: Evidence): Content {
  if (rerunBy !== null)
    return html`The VM itself ran the program with the superinstructions, by <code>${clip(rerunBy, 200)}</code>. ${programs.map(howCompared).join(' ')}`;
  const calls = 'Calls of functions with effects outside the machine had to be the same, in the same order.';
  if (!hasCells(programs))
    return `Every program ran twice side by side, as it was and with the superinstructions. The machine has no memory of which cells could be compared. ${calls}`;
  return `Every program ran twice side by side, as it was and with the superinstructions. After every step, and at the end, every cell of every memory was compared by its bits: −0 is not 0, and only the different bit patterns of NaN, which JavaScript leaves undefined, count as one value. ${calls}`;
}
