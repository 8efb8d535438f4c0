import type { ProgramEvidence } from '../artifacts/evidence.js';
import type { SchedulingSummary, Total } from '../artifacts/summary.js';
import { isChanged } from '../artifacts/superinstructions.js';
import { clip, formatCount, formatPercent, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { isWeighted, LIMITS, type ReportInput } from './input.js';
import { hasCells, IN_TITLE, provenInBrief } from './levels.js';
import { knownHow } from './stated.js';

/** One line of plain text for the title of the page. */
export function titleOf({ summary }: ReportInput): string {
  const { programs, total, verification } = summary;
  const what = programs.length === 1 ? clip(programs[0].name, 60) : `${programs.length} programs`;
  const result =
    verification.failures.length > 0
      ? 'Not verified'
      : `${formatPercent(total.reduction)} fewer dispatches${IN_TITLE[verification.level]}`;
  return `${result} · ${what}`;
}

/** What came out, in a sentence and a row of figures; what failed comes first. */
export function renderVerdict(input: ReportInput): Markup {
  const { summary } = input;
  return html`<header class="verdict" id="verdict">
<p class="overline">Superinstructions for the machine <b>${clip(summary.machine)}</b></p>
${renderFailures(summary.verification.failures)}
<h1>${sentence(input)}</h1>
<dl class="figures">${figures(input)}</dl>
</header>`;
}

function renderFailures(failures: readonly string[]): Content {
  if (failures.length === 0) return null;
  const shown = failures.slice(0, LIMITS.failures);
  const more = failures.length - shown.length;
  return html`<div class="failures" role="alert">
<p><strong>Not verified: ${plural(failures.length, 'failure')}.</strong> Do not use this set before the cause is found.</p>
<ul>${shown.map((failure) => html`<li>${clip(failure, 400)}</li>`)}</ul>
${more > 0 && html`<p>and ${plural(more, 'more failure')}: see <code>summary.json</code></p>`}
</div>`;
}

function sentence(input: ReportInput): Content {
  const { superinstructions, total, scheduling } = input.summary;
  const removed =
    superinstructions === 0
      ? html`No superinstruction is worth having: all <b>${formatCount(total.baselineDispatches)}</b> dispatches stay`
      : html`${plural(superinstructions, 'superinstruction')} ${scheduling && isChanged(scheduling) ? 'and scheduling remove' : superinstructions === 1 ? 'removes' : 'remove'} <b>${formatPercent(total.reduction)}</b> of ${formatCount(total.baselineDispatches)} dispatches`;
  return html`${removed}; ${provenInBrief(input)}.`;
}

function figures(input: ReportInput): Content {
  const { summary } = input;
  const { total, heldOut, bound, verification } = summary;
  const { neverExecuted } = verification;
  const heldOutPrograms = summary.programs.filter((program) => program.heldOut).length;
  const times = total.fusedDispatches > 0 ? total.baselineDispatches / total.fusedDispatches : 1;
  return [
    figure(
      'Dispatches',
      html`${formatCount(total.baselineDispatches)} <span class="arrow">→</span> ${formatCount(total.fusedDispatches)}`,
      `per whole run of ${plural(summary.programs.length, 'program')}: ${times.toFixed(1)} times fewer`,
    ),
    summary.scheduling &&
      figure(
        'By fusion alone',
        formatPercent(summary.scheduling.reductionByFusionWithoutScheduling),
        [schedulingNote(summary.scheduling, total), knownHow(summary, 'scheduling', '')]
          .filter(Boolean)
          .join('; '),
      ),
    figure('Distance from the bound', formatPercent(bound.gap), boundNote(summary)),
    heldOut &&
      figure(
        'On held-out programs',
        formatPercent(heldOut.reduction),
        `of the dispatches of ${plural(heldOutPrograms, 'program')} that the set was not mined from`,
      ),
    provenFigure(input),
    provedFigure(input),
    neverExecuted.length > 0 &&
      figure(
        'Never executed',
        plural(neverExecuted.length, 'opcode'),
        verification.level === 'rerun'
          ? 'chosen, but the rerun never came to them'
          : 'chosen, but no program came to them',
        true,
      ),
  ];
}

/** What the verdict rests on. */
function provenFigure({ summary, evidence: { programs } }: ReportInput): Markup {
  const { level, bitIdentical, failures } = summary.verification;
  const isBad = failures.length > 0;
  const sum = (value: (program: ProgramEvidence) => number | null) =>
    programs.reduce((total, program) => total + (value(program) ?? 0), 0);
  if (level === 'counted')
    return figure(
      'Counted only',
      plural(programs.filter((program) => program.level === level).length, 'program'),
      'where control went is not known, dispatches were not measured, handlers were not executed',
      isBad,
    );
  if (level === 'replayed')
    return figure(
      'Replayed',
      plural(
        sum(({ baselineMeasured }) => baselineMeasured),
        'event',
      ),
      'control enters and leaves superinstructions where it may; handlers were not executed',
      isBad,
    );
  const cells = sum(({ cellsCompared }) => cellsCompared);
  const note = !hasCells(programs)
    ? 'they have no cells of memory to compare, only calls'
    : `${plural(cells, 'cell')}, ${bitIdentical ? 'every one the same to the bit' : 'up to the first difference'}`;
  const states = sum(({ statesCompared }) => statesCompared);
  return figure('Compared', plural(states, 'state'), note, bitIdentical === false);
}

/** What holds from every state, whatever the programs are. */
function provedFigure({ summary, evidence }: ReportInput): Content {
  const { proved, notProved } = summary.verification;
  if (proved === null || summary.superinstructions === 0) return null;
  const isWrong = evidence.superinstructions.some(({ proof }) => proof?.status === 'refuted');
  const note =
    notProved.length === 0
      ? 'handlers do what their parts do, from every state'
      : 'handlers do what their parts do, from every state; rows below tell of the others';
  return figure(
    'Proved',
    `${formatCount(proved)} of ${formatCount(summary.superinstructions)}`,
    note,
    isWrong,
  );
}

function figure(label: string, value: Content, note: string, bad = false): Markup {
  return html`<div${bad && html` class="bad"`}><dt>${label}</dt><dd class="value">${value}</dd><dd>${note}</dd></div>
`;
}

function schedulingNote(scheduling: SchedulingSummary, total: Total): string {
  const { statementsHoisted, statementsMoved, hoistedDispatches, reductionWithoutReordering } = scheduling;
  if (!isChanged(scheduling)) return 'no scheduling pays: all statements stay where they were';
  const alone = total.baselineDispatches > 0 ? hoistedDispatches / total.baselineDispatches : 0;
  return `what the same options reach without scheduling; ${formatPercent(reductionWithoutReordering)} with ${plural(statementsHoisted, 'statement')} hoisted (which fuses nothing and takes away ${formatPercent(alone)} by itself), ${formatPercent(total.reduction)} with ${plural(statementsMoved, 'statement')} in another place`;
}

function boundNote(summary: ReportInput['summary']): string {
  const { bound, options, programs, superinstructions, scheduling } = summary;
  const budget = Math.max(options.budget, superinstructions);
  const weighted = isWeighted(options, programs.length) ? 'weighted ' : '';
  const order = scheduling && isChanged(scheduling) ? ', for the code in this order' : '';
  const filtered =
    bound.filteredBy.length > 0 ? ` of what ${bound.filteredBy.join(', ')} left to choose from` : '';
  const left = formatCount(bound.weightedDispatches);
  if (bound.gap <= OPTIMAL)
    return `the best there is, ${knownHow(summary, 'bound', 'proven')}: no set of ${plural(budget, 'opcode')}${filtered} leaves fewer than these ${left} ${weighted}dispatches${order}`;
  return `of the ${left} ${weighted}dispatches left could still go at most: no set of ${plural(budget, 'opcode')}${filtered} leaves fewer than ${formatCount(bound.fusedDispatches)}${order} (${knownHow(summary, 'bound', 'proven')})`;
}

/** The bound is rounded down by a little: a gap as small as this is none. */
const OPTIMAL = 1e-6;
