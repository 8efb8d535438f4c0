import type { SchedulingSummary, Total } from '../artifacts/summary.js';
import { isChanged } from '../artifacts/superinstructions.js';
import { clip, formatCount, formatPercent, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { isWeighted, LIMITS, type ReportInput } from './input.js';

/** One line of plain text for the title of the page. */
export function titleOf({ summary }: ReportInput): string {
  const { programs, total, verification } = summary;
  const what = programs.length === 1 ? clip(programs[0].name, 60) : `${programs.length} programs`;
  const result =
    verification.failures.length > 0 ? 'Not verified' : `${formatPercent(total.reduction)} fewer`;
  return `${result} dispatches · ${what}`.replace('Not verified dispatches', 'Not verified');
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

function sentence({ summary, evidence }: ReportInput): Content {
  const { superinstructions, total, programs, verification } = summary;
  const same = evidence.programs.filter(({ difference, failure }) => !difference && !failure).length;
  const removed =
    superinstructions === 0
      ? html`No superinstruction is worth having: all <b>${formatCount(total.baselineDispatches)}</b> dispatches stay`
      : html`${plural(superinstructions, 'superinstruction')} ${summary.scheduling && isChanged(summary.scheduling) ? 'and scheduling remove' : superinstructions === 1 ? 'removes' : 'remove'} <b>${formatPercent(total.reduction)}</b> of ${formatCount(total.baselineDispatches)} dispatches`;
  const reran = !verification.bitIdentical
    ? html`<span class="bad">${formatCount(same)} of ${plural(programs.length, 'program')} reran bit-identically</span>`
    : programs.length === 1
      ? html`<bdi>${clip(programs[0].name, 60)}</bdi> reran bit-identically`
      : `${plural(programs.length, 'program')} reran bit-identically`;
  return html`${removed}; ${reran}.`;
}

function figures({ summary, evidence }: ReportInput): Content {
  const { total, heldOut, bound, verification } = summary;
  const { neverExecuted } = verification;
  const states = evidence.programs.reduce((sum, program) => sum + program.statesCompared, 0);
  const cells = evidence.programs.reduce((sum, program) => sum + program.cellsCompared, 0);
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
        schedulingNote(summary.scheduling, total),
      ),
    figure('Distance from the bound', formatPercent(bound.gap), boundNote(summary)),
    heldOut &&
      figure(
        'On held-out programs',
        formatPercent(heldOut.reduction),
        `of the dispatches of ${plural(heldOutPrograms, 'program')} that the set was not mined from`,
      ),
    figure(
      'Compared',
      plural(states, 'state'),
      verification.bitIdentical
        ? `${plural(cells, 'cell')}, every one the same to the bit`
        : `${plural(cells, 'cell')}, up to the first difference`,
      !verification.bitIdentical,
    ),
    neverExecuted.length > 0 &&
      figure(
        'Never executed',
        plural(neverExecuted.length, 'opcode'),
        'chosen, but the rerun never came to them',
        true,
      ),
  ];
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

function boundNote({
  bound,
  options,
  programs,
  superinstructions,
  scheduling,
}: ReportInput['summary']): string {
  const budget = Math.max(options.budget, superinstructions);
  const weighted = isWeighted(options, programs.length) ? 'weighted ' : '';
  const order = scheduling && isChanged(scheduling) ? ', for the code in this order' : '';
  const filtered =
    bound.filteredBy.length > 0 ? ` of what ${bound.filteredBy.join(', ')} left to choose from` : '';
  const left = formatCount(bound.weightedDispatches);
  if (bound.gap <= OPTIMAL)
    return `the best there is: proven that no set of ${plural(budget, 'opcode')}${filtered} leaves fewer than these ${left} ${weighted}dispatches${order}`;
  return `of the ${left} ${weighted}dispatches left could still go at most: no set of ${plural(budget, 'opcode')}${filtered} leaves fewer than ${formatCount(bound.fusedDispatches)}${order} (proven)`;
}

/** The bound is rounded down by a little: a gap as small as this is none. */
const OPTIMAL = 1e-6;
