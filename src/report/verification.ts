import { type Evidence, type ProgramEvidence, programFailures } from '../artifacts/evidence.js';
import { clip, formatCount, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { LIMITS, type ReportInput } from './input.js';
import { IN_TABLE, whatHadToHold } from './levels.js';
import { check, NONE } from './programs.js';
import { renderProbes, renderProofs } from './proofs.js';

/** A column of the table: what does not apply to a program is null. */
interface Column {
  readonly heading: string;
  readonly kind: 'n' | 'mark';
  /** It is left out where all programs were rerun. */
  readonly isOfReplays?: boolean;
  cell(program: ProgramEvidence): Content;
  isBad?(program: ProgramEvidence): boolean;
}

const COLUMNS: readonly Column[] = [
  { heading: 'Level', kind: 'mark', isOfReplays: true, cell: ({ level }) => IN_TABLE[level] },
  { heading: 'States compared', kind: 'n', cell: ({ statesCompared }) => number(statesCompared) },
  { heading: 'Cells compared', kind: 'n', cell: ({ cellsCompared }) => number(cellsCompared) },
  {
    heading: 'Bits equal',
    kind: 'mark',
    cell: ({ difference, failure, cellsCompared }) =>
      difference || (failure && cellsCompared !== null) ? check(false) : cellsCompared ? check(true) : null,
  },
  {
    heading: 'Control',
    kind: 'mark',
    isOfReplays: true,
    cell: ({ level, violationCount }) =>
      violationCount > 0 ? check(false) : level === 'replayed' ? check(true) : null,
  },
  { heading: 'Predicted', kind: 'n', cell: ({ predictedDispatches }) => number(predictedDispatches) },
  { heading: 'Measured', kind: 'n', cell: ({ measuredDispatches }) => number(measuredDispatches) },
  {
    heading: 'Equal',
    kind: 'mark',
    cell: ({ measuredDispatches, predictedDispatches }) =>
      measuredDispatches === null ? null : check(predictedDispatches === measuredDispatches),
  },
  { heading: 'Decomposes', kind: 'mark', cell: ({ decomposes }) => check(decomposes) },
  {
    heading: 'Stack cells',
    kind: 'n',
    cell: ({ baselineStack, fusedStack }) =>
      baselineStack === null || fusedStack === null || baselineStack === fusedStack
        ? number(baselineStack)
        : `${formatCount(baselineStack)} → ${formatCount(fusedStack)}`,
    isBad: ({ baselineStack, fusedStack }) => (fusedStack ?? 0) > (baselineStack ?? 0),
  },
];

/** What was compared, followed or counted, and what was found. */
export function renderVerification(input: ReportInput): Markup {
  const { evidence } = input;
  const shown = evidence.programs.slice(0, LIMITS.programs);
  const more = evidence.programs.length - shown.length;
  const isRerun = evidence.level === 'rerun';
  const columns = COLUMNS.filter(({ isOfReplays }) => !isOfReplays || !isRerun);
  return html`<section id="verification">
<h2>How it was verified</h2>
${whatHadToHold(input)}${renderProofs(evidence)}${renderProbes(evidence)}<div class="scroll"><table class="evidence">
<thead><tr><th scope="col">Program</th>${columns.map(({ heading, kind }) => html`<th scope="col" class="${kind}">${heading}</th>`)}</tr></thead>
<tbody>
${shown.map((program) => renderRow(evidence, columns, program))}</tbody>
</table></div>
${more > 0 && html`<p class="note">${plural(more, 'more program')} in <code>evidence.json</code>.</p>`}
</section>`;
}

function renderRow(evidence: Evidence, columns: readonly Column[], program: ProgramEvidence): Content {
  const found = programFailures(evidence, program);
  const renderCell = ({ kind, cell, isBad }: Column) =>
    html`<td class="${kind}${isBad?.(program) === true && ' bad'}">${cell(program) ?? NONE}</td>`;
  return html`<tr><th scope="row"><bdi>${clip(program.name)}</bdi></th>${columns.map(renderCell)}</tr>
${
  found.length > 0 &&
  html`<tr class="failed"><td colspan="${columns.length + 1}">${found.slice(0, LIMITS.failures).map((sentence) => html`<p>${clip(sentence, 400)}</p>`)}</td></tr>
`
}`;
}

function number(value: number | null): Content {
  return value === null ? null : formatCount(value);
}
